"""The knowledge partner: looks it up, says one sentence and where it is from, or that it does not know."""

from __future__ import annotations

from pathlib import Path

from assistant.korean.josa import josa
from assistant.partners.errors import NotConfigured, PartnerError
from assistant.partners.knowledge.article import quoted, sentences_of, telling
from assistant.partners.knowledge.question import read_question
from assistant.partners.knowledge.sources import MediaWiki, ZimFile
from assistant.partners.model import Answer, Options, Request


class Knowledge:
    """Options: `zim` (a file), `mediawiki` (api.php), `source` ("위키백과"), `timeout_s` of each."""

    name = "지식 검색"

    def __init__(self, options: Options) -> None:
        timeout_s = float(options.get("timeout_s", 1.4))
        zim, wiki = options.get("zim"), options.get("mediawiki")
        self._sources: list[ZimFile | MediaWiki] = []
        if zim:
            self._sources.append(ZimFile(Path(str(zim)), timeout_s))
        if wiki:
            self._sources.append(MediaWiki(str(wiki), timeout_s))
        self._source = str(options.get("source", "위키백과"))

    def can_take(self, request: Request) -> bool:
        """Questions of knowledge."""
        return request.named or request.intent == "ask_knowledge"

    async def answer(self, request: Request) -> Answer:
        """One sentence with its source. Raises `PartnerError` if no source could be asked."""
        if not self._sources:
            raise NotConfigured("no source", what="지식 파일(GILBEOT_ZIM_FILE)이나 위키 주소")
        question = read_question(request.text)
        failed: PartnerError | None = None
        found = None
        for source in self._sources if question.titles else ():
            try:
                found = await source.find(question.titles)
            except PartnerError as error:
                failed = error
                continue
            if found is not None:
                break
        if found is None:
            if failed is not None:
                raise failed
            return _unknown()
        sentence = telling(sentences_of(found.text), question.asked)
        if sentence is None:
            text = f"모르겠어요. {self._source}의 {josa(found.title, '을')} 찾아봤지만 그 내용은 없어요."
            return Answer(text=text, credited=True)
        return Answer(text=f"{self._source}에는 {quoted(sentence)}", credited=True)

    async def stop(self, session: str) -> None:
        """Nothing is kept."""


def _unknown() -> Answer:
    return Answer(text="모르겠어요. 그 말로는 찾은 글이 없어요.", credited=True)
