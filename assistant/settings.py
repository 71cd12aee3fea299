"""Every setting of 길벗 in one typed object, read from the environment (`GILBEOT_*`) and `.env`."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import AnyHttpUrl, Field, SecretStr
from pydantic.networks import IPvAnyNetwork
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.speech.choices import Spacing, SttEngine

ROOT = Path(__file__).resolve().parent.parent
"""The project folder (where `config.yml`, `domain.yml` and `models/` are)."""


class KeysNeeded(StrEnum):
    """When the HTTP API asks for a key."""

    AUTO = "auto"
    """Unless the server listens to this machine only."""
    ALWAYS = "always"
    NEVER = "never"


class RouterKind(StrEnum):
    """Who plans car trips that leave soon."""

    BUILTIN = "builtin"
    VALHALLA = "valhalla"
    KAKAO = "kakao"
    TMAP = "tmap"


class Settings(BaseSettings):
    """Defaults need no key, no network and no file. See docs/settings.md for each."""

    model_config = SettingsConfigDict(env_prefix="GILBEOT_", env_file=".env", extra="ignore")

    host: str = "127.0.0.1"
    """Address the server binds. The default is this machine only."""
    port: int = Field(default=8080, ge=1, le=65535)
    home: str = "서울"
    """Where trips start when the user has not said; always told in the answer."""
    scenario: str | None = None
    """Replay a recorded scenario instead of the present."""
    model_dir: Path = ROOT / "models"
    """Where `make train` puts the trained dialogue model."""
    rasa_url: str | None = None
    """Use a remote Rasa server (REST channel) instead of the agent in this process."""
    risk_url: str | None = None
    """Use another 길벗 server's risk API instead of the engine in this process."""
    timeout_s: float = Field(default=10.0, gt=0)
    """Longest wait for anything on the network, in seconds."""
    turn_timeout_s: float = Field(default=20.0, gt=0)
    """Longest time one turn of the conversation may take, in seconds."""
    max_text: int = Field(default=400, ge=1)
    """Longest utterance in characters; longer ones are answered with a request to be brief."""
    max_body_bytes: int = Field(default=256 * 1024, ge=1024)
    """Largest request body."""
    database_url: str = f"sqlite:///{ROOT / 'var' / 'gilbeot.db'}"
    """Where API keys, trips and alerts are kept: an SQLAlchemy URL."""
    api_keys: KeysNeeded = KeysNeeded.AUTO
    """Whether the HTTP API needs a key (`gilbeot keys create`)."""
    rate_per_minute: int = Field(default=600, ge=0)
    """Requests a minute for each key, or each address without one; 0 for no limit."""
    max_conversations: int = Field(default=10_000, ge=1)
    """Conversations kept in memory; the longest idle one is forgotten first."""
    state_dir: Path = ROOT / "var"
    """What this machine keeps: keys that were made for it."""
    data_key: SecretStr | None = Field(default=None, min_length=32)
    """Key that stored trips and alerts are encrypted with; unset: made once and kept in `state_dir`."""
    data_keyring: bool = False
    """Keep that key in the keyring of the operating system instead of a file (extra `keyring`)."""
    keep_days: int = Field(default=7, ge=0)
    """Days for which a trip that is over, and its alerts, are kept."""

    watch_s: float = Field(default=30.0, ge=0)
    """Seconds between two looks at the stored trips; 0: this process does not watch."""
    webhook_hosts: frozenset[str] = frozenset()
    """Hosts that webhooks may call in our own network, and without TLS (Home Assistant at home)."""

    push_contact: str | None = Field(default=None, pattern=r"^(mailto:[^@ ]+@[^@ ]+|https://.+)$")
    """Whom push services may write to ("mailto:…"); set: browsers can be told (Web Push)."""
    kakao_event: str = "gilbeot_alert"
    """Name of the event block that tells alerts (`kakao_bot_id` and `kakao_rest_api_key` switch it on)."""

    calendar_hosts: frozenset[str] = frozenset()
    """Hosts in our own network whose calendars may be read, and without TLS (a Nextcloud at home)."""
    calendar_minutes: float = Field(default=60.0, ge=0)
    """Minutes between two readings of subscribed calendars; 0: this process does not read them."""

    router: RouterKind = RouterKind.BUILTIN
    """Who plans car trips that leave within two hours: builtin, valhalla, kakao or tmap."""
    valhalla_url: AnyHttpUrl | None = None
    """A Valhalla server of one's own, for `router` valhalla."""
    valhalla_config: Path | None = None
    """Or Valhalla in this process: its configuration file, with tiles of one's own (extra `valhalla`)."""
    kakao_mobility_key: SecretStr | None = None
    """REST API key of developers.kakaomobility.com, for `router` kakao."""
    tmap_key: SecretStr | None = None
    """appKey of openapi.sk.com for TMAP, for `router` tmap."""

    stt_engine: SttEngine = SttEngine.VOSK
    """Speech recognition: vosk, or sherpa (sherpa-onnx; needs the extra and `stt_model`)."""
    stt_model: Path | None = None
    """Folder of a recognition model; unset: the one that is shipped."""
    stt_spacing: Spacing = Spacing.AUTO
    """What the model's spaces stand between: words, morphemes (then they are joined), or auto."""

    wake_phrases: tuple[str, ...] = ("하이 엘지", "길벗아", "헤이 길벗")
    """What we are called by; partners have phrases of their own (docs/partners.md)."""
    patience: float = Field(default=1.0, ge=0.5, le=3.0)
    """How long a pause in speaking may be, for devices that do not say; 2.0 for slow speakers."""
    recordings_keep_hours: float = Field(default=24.0, gt=0, le=168)
    """Hours for which a debug recording is kept (`gilbeot recordings`)."""
    voice_origins: frozenset[str] = frozenset()
    """Origins of pages, besides our own, that may open `/v1/voice`."""

    wyoming_uri: str | None = Field(default=None, pattern=r"^(tcp|unix)://.+")
    """Where Home Assistant finds our ears, voice and answers ("tcp://127.0.0.1:10300"); unset: nowhere."""
    wyoming_allowed_ips: tuple[IPvAnyNetwork, ...] = ()
    """Networks that Wyoming clients may come from; needed unless `wyoming_uri` is this machine."""
    wyoming_announce: bool = True
    """Whether Home Assistant finds them by itself (zeroconf), where others may reach `wyoming_uri`."""

    tts_voice: str | None = None
    """The voice of those who chose none (`gilbeot models`); unset: the first."""
    voices_file: Path | None = None
    """A household's own voices and who hears which (docs/voice.md)."""
    tts_python: Path | None = None
    """A Python that has piper-tts, for Piper's voices; unset: this one."""

    kakao_secret: SecretStr | None = Field(default=None, min_length=16)
    """What KakaoTalk's requests must carry in the header X-Gilbeot-Secret; unset: not asked for."""
    kakao_allowed_ips: tuple[IPvAnyNetwork, ...] = ()
    """Networks that KakaoTalk's requests may come from; empty: any."""
    kakao_user_key: SecretStr | None = Field(default=None, min_length=32)
    """Key of the hash that replaces KakaoTalk's user ids; unset: made once and kept in `state_dir`."""
    kakao_deadline_s: float = Field(default=4.0, gt=0, lt=5)
    """After this many seconds a turn is answered later; KakaoTalk gives up after five."""
    kakao_callback_origins: tuple[str, ...] = ("https://bot-api.kakao.com",)
    """Where late answers may be posted. Any other callbackUrl is never contacted."""
    kakao_map_url: str | None = Field(default=None, pattern="^https://")
    """Page with the map that cards of routes link to."""
    kakao_thumbnail_url: str | None = Field(default=None, pattern="^https://")
    """Public picture for basic cards; unset: text cards."""
    kakao_bot_id: str | None = None
    """The bot that sends proactive messages (Event API)."""
    kakao_rest_api_key: SecretStr | None = None
    """REST API key of the Kakao Developers app that is connected to the bot (Event API)."""
    kakao_event_url: str = "https://bot-api.kakao.com"
    """Where the Event API is."""

    speaker_user_key: SecretStr | None = Field(default=None, min_length=32)
    """Key of the hash that replaces user ids of smart speakers; unset: made once and kept in `state_dir`."""
    speaker_deadline_s: float = Field(default=4.0, gt=0, lt=8)
    """After this many seconds a smart speaker is told to ask for the result later."""
    nugu_token: SecretStr | None = Field(default=None, min_length=16)
    """The API key of NUGU developers, which NUGU's requests carry; unset: not asked for."""
    nugu_allowed_ips: tuple[IPvAnyNetwork, ...] = ()
    """Networks that NUGU's requests may come from; empty: any."""
    clova_public_key: Path | None = None
    """PEM file of the key that CLOVA signs requests with; unset: signatures are not asked for."""
    clova_application_id: str | None = Field(default=None, min_length=3)
    """Id of our CLOVA extension, such as com.example.gilbeot; unset: any."""
    alexa_application_id: str | None = Field(default=None, min_length=3)
    """Id of our Alexa skill (amzn1.ask.skill.…); unset: neither it nor signatures are asked for."""

    partners_file: Path | None = None
    """Which partners answer (docs/partners.md); unset: news, knowledge and music of the settings below."""
    zim_file: Path | None = None
    """A Kiwix ZIM file of Wikipedia for questions of knowledge."""
    mediawiki_url: str = ""
    """api.php of a wiki that is asked where no ZIM file answers; empty: none."""
    mpd_address: str = ""
    """host:port or socket of MPD or Mopidy for music; empty: no music."""

    # Live sources: each is off until its key is here. Keys are never logged or shown.
    data_go_kr_key: SecretStr | None = None
    """Key of data.go.kr (KMA, AirKorea, infection cases), as it is or percent-encoded."""
    kma_hub_key: SecretStr | None = None
    """Key of apihub.kma.go.kr (warnings)."""
    safetydata_key: SecretStr | None = None
    """Key of safetydata.go.kr (disaster messages)."""
    its_key: SecretStr | None = None
    """Key of its.go.kr (road events)."""
    expressway_key: SecretStr | None = None
    """Key of data.ex.co.kr (events on expressways)."""
    seoul_key: SecretStr | None = None
    """Key of data.seoul.go.kr (crowding)."""
    sk_key: SecretStr | None = None
    """Key of openapi.sk.com (crowding)."""
    sk_places: str = ""
    """POIs of SK puzzle to watch: "5783805:강남역, …" (id and a name the gazetteer knows)."""
    seoul_places: str = ""
    """Places of Seoul's crowding data to watch, comma-separated; empty: those of data/seoul_crowding.toml."""
    forecast_regions: str = ""
    """Regions whose forecasts are polled, comma-separated; empty: the provincial seats, "전국": all."""
    disease: str = ""
    """Disease of data/diseases.toml to follow; empty: none."""
    news_feeds: str = ""
    """RSS or Atom addresses, comma-separated: for signals, and to be read aloud."""
    bluesky: str = ""
    """Address of a Bluesky Jetstream ("wss://jetstream2.us-east.bsky.network"); empty: not read."""
    feeds_via: str | None = None
    """Gateway that relays the official hosts: https://host/path is asked as {feeds_via}/host/path."""


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
