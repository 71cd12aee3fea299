"""Back-tests on recorded history: what would 길벗 have said, and was it right?"""
