"""What went wrong between us and WeCom, and what may be done about it. The table of return codes is data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from bot.errors import HonghuiError

Outcome = Literal["refused", "unknown"]
Action = Literal["retry", "pause", "alarm", "addressee_refused", "give_up", "arrived"]

# A limit per minute blocks for 60 s; a fault in the console may have been one odd answer. Rests grow from here.
PAUSES: Final[Mapping[Action, float]] = MappingProxyType({"pause": 60, "alarm": 5})
CARD_TASK_USED: Final = 42014
CARD_CODE_USED: Final = 60140
NO_MENU: Final = 46003


@dataclass(frozen=True)
class Verdict:
    """What a return code asks of us; `meaning` is for operators.

    retry: a passing fault, the same request may succeed soon · pause: a limit, leave this API alone for a while, then
    repeat · alarm: somebody must put something right in the WeCom console, then everything waiting can go out ·
    addressee_refused: this member, chat or robot cannot be reached; not delivered, no clock starts · give_up: WeCom
    will never take this request · arrived: it had been delivered before, count it as sent.
    """

    action: Action
    meaning: str

    @property
    def pause_seconds(self) -> float:
        """Real seconds to leave the API alone at least."""
        return PAUSES.get(self.action, 0)


def verdict(errcode: int | None, *, repeated: bool = False) -> Verdict:
    """Judge a return code; None stands for no readable answer. A code that is not in the table gives up.

    `repeated` says that this very request had been made before and may have been carried out: then a card whose
    task_id is used (42014), or an update whose response code is used (60140), has arrived.
    """
    if errcode is None:
        return NO_ANSWER
    if repeated and errcode in (CARD_TASK_USED, CARD_CODE_USED):
        return ARRIVED
    return VERDICTS.get(errcode, UNKNOWN_CODE)


class WeComError(HonghuiError):
    """A call to WeCom that did not succeed; the text carries no token, secret, robot key or sign-in code.

    `outcome` "refused": certainly nothing was delivered; "unknown": perhaps it was, so repeat only what is guarded
    against doubles. `repeated`: the gateway had already tried once more inside this very call.
    """

    def __init__(
        self, text: str, outcome: Outcome, verdict: Verdict, errcode: int | None = None, *, repeated: bool = False
    ) -> None:
        super().__init__(text)
        self.outcome = outcome
        self.verdict = verdict
        self.errcode = errcode
        self.repeated = repeated

    @property
    def retryable(self) -> bool:
        """Whether the same request may succeed later, after `pause_seconds`."""
        return self.verdict.action in ("retry", "pause", "alarm")

    @property
    def pause_seconds(self) -> float:
        """Real seconds to leave this API alone at least."""
        return self.verdict.pause_seconds

    def before_sending(self) -> WeComError:
        """Return the same failure for a call that was never made because this one came first."""
        return WeComError(str(self), "refused", self.verdict, self.errcode, repeated=self.repeated)

    def again(self) -> WeComError:
        """Return the same failure for another thread that waited for the same answer."""
        return WeComError(str(self), self.outcome, self.verdict, self.errcode, repeated=self.repeated)


ARRIVED: Final = Verdict("arrived", "a repeat whose first try had arrived")
NO_ANSWER: Final = Verdict("retry", "no answer that can be read")
TURNED_AWAY: Final = Verdict(
    "alarm", "turned away before WeCom's interface; check WECOM_API_BASE and what lies between"
)
TURNED_AWAY_FOR_NOW: Final = Verdict("retry", "turned away for the moment before WeCom's interface")
NOT_TRUSTED: Final = Verdict("alarm", "the platform's certificate is not trusted; check WECOM_CA_FILE")
NO_PROXY: Final = Verdict("alarm", "the proxy cannot be reached, or refuses; check WECOM_PROXY")
TOO_BIG: Final = Verdict("give_up", "larger than 20 MB")
NO_ACCOUNT: Final = Verdict("give_up", "set PUBLIC_ACCOUNT_APP_ID and PUBLIC_ACCOUNT_SECRET again")
UNKNOWN_CODE: Final = Verdict("give_up", "a code that is not in our table")

VERDICTS: Final[Mapping[int, Verdict]] = MappingProxyType(
    {
        -1: Verdict("retry", "the platform is busy"),
        6000: Verdict("retry", "two edits at the same time"),
        40001: Verdict("alarm", "wrong or reset secret, or the app is disabled; correct WECOM_SECRET"),
        40003: Verdict("addressee_refused", "no such userid"),
        40004: Verdict("give_up", "bad kind of media file"),
        40005: Verdict("give_up", "bad media type"),
        40006: Verdict("give_up", "bad file size"),
        40007: Verdict("give_up", "bad or expired media_id; upload again"),
        40008: Verdict("give_up", "bad msgtype"),
        40009: Verdict("give_up", "bad picture size"),
        40011: Verdict("give_up", "bad video size"),
        40013: Verdict("alarm", "bad corporation id; correct WECOM_CORP_ID"),
        40014: Verdict("alarm", "the access token is refused although it is fresh"),
        **dict.fromkeys(range(40016, 40028), Verdict("give_up", "a menu field is wrong")),
        40029: Verdict("give_up", "bad sign-in code; sign in again"),
        40031: Verdict("addressee_refused", "a userid in the list does not exist or is outside the visible range"),
        40032: Verdict("give_up", "too many userids in one call"),
        40033: Verdict("give_up", "characters that are not allowed"),
        40035: Verdict("give_up", "bad parameter"),
        40039: Verdict("give_up", "url too long"),
        40050: Verdict("addressee_refused", "no such chat"),
        40054: Verdict("give_up", "bad url in the menu"),
        40055: Verdict("give_up", "bad url in the menu"),
        40056: Verdict("alarm", "bad agent id; correct WECOM_AGENT_ID"),
        40057: Verdict("alarm", "the callback url does not pass its check"),
        40058: Verdict("give_up", "bad or missing parameter, or a message of another app"),
        40059: Verdict("give_up", "the location flag is not 0 or 1"),
        40063: Verdict("give_up", "empty parameter"),
        40066: Verdict("give_up", "bad list of departments"),
        40068: Verdict("give_up", "bad tag id"),
        40070: Verdict("give_up", "no valid tag"),
        40074: Verdict("give_up", "news cannot be confidential"),
        40091: Verdict("alarm", "the secret belongs to another corporation; correct WECOM_SECRET"),
        40093: Verdict("give_up", "bad signature of a page"),
        40096: Verdict("addressee_refused", "bad external userid"),
        40123: Verdict("give_up", "broken picture"),
        40145: Verdict("give_up", "expired media id; upload again"),
        40201: Verdict("give_up", "blocked as sensitive; a person must reword it"),
        40204: Verdict("give_up", "blocked as spam; a person must look at it"),
        40206: Verdict("give_up", "request too big"),
        41001: Verdict("give_up", "access token missing"),
        41002: Verdict("alarm", "corporation id missing; set WECOM_CORP_ID"),
        41004: Verdict("alarm", "secret missing; set WECOM_SECRET"),
        41006: Verdict("give_up", "media_id missing"),
        41008: Verdict("give_up", "sign-in code missing"),
        41009: Verdict("give_up", "userid missing"),
        41011: Verdict("give_up", "agentid missing"),
        41016: Verdict("give_up", "news title missing"),
        41033: Verdict("give_up", "text card description missing"),
        42001: Verdict("alarm", "the access token has expired although it is fresh"),
        42003: Verdict("give_up", "the sign-in code has expired; sign in again"),
        42012: Verdict("give_up", "wrong kind of page ticket"),
        CARD_TASK_USED: Verdict("give_up", "the card's task_id is bad or used"),
        42015: Verdict("give_up", "a card of another app"),
        42016: Verdict("give_up", "unknown card"),
        **dict.fromkeys(range(42017, 42021), Verdict("give_up", "a card button is wrong")),
        42022: Verdict("give_up", "the sign-in code is used; sign in again"),
        **dict.fromkeys(range(42027, 42052), Verdict("give_up", "a field of the card is wrong")),
        42052: Verdict("give_up", "too old to be recalled (24 hours)"),
        43004: Verdict("addressee_refused", "the member has not joined WeCom or its WeChat plugin"),
        43012: Verdict("alarm", "the app has no callback url; set it in the console"),
        44001: Verdict("give_up", "empty media file"),
        44004: Verdict("give_up", "empty text"),
        45001: Verdict("give_up", "media file too big"),
        45002: Verdict("give_up", "text too long"),
        45004: Verdict("give_up", "bad length of the app's description"),
        45007: Verdict("give_up", "voice longer than 60 seconds"),
        45008: Verdict("give_up", "more than 8 articles"),
        45009: Verdict("pause", "too many calls"),
        45022: Verdict("give_up", "bad length of the app's name"),
        45024: Verdict("alarm", "the corporation's limit of accounts is reached"),
        45029: Verdict("give_up", "answer too big; ask for less"),
        45032: Verdict("give_up", "author too long"),
        45033: Verdict("pause", "too many calls at the same time"),
        45034: Verdict("give_up", "url without http:// or https://"),
        45035: Verdict("retry", "two edits at the same time"),
        45036: Verdict("pause", "too much data asked for"),
        NO_MENU: Verdict("give_up", "no menu published"),
        46004: Verdict("addressee_refused", "unknown member"),
        48001: Verdict("alarm", "this interface is not granted to the app"),
        48002: Verdict(
            "alarm", "this interface is not permitted (group chats need the whole corporation as visible range)"
        ),
        48004: Verdict("alarm", "the app's authorisation is invalid"),
        48005: Verdict("give_up", "an interface that no longer exists"),
        48006: Verdict("alarm", "permission revoked because the app was long unused; enable it in the console"),
        48009: Verdict("alarm", "contact details are closed to this kind of secret"),
        48010: Verdict("alarm", "TLS version too old"),
        49008: Verdict("addressee_refused", "the group has been dissolved"),
        50001: Verdict("alarm", "the sign-in address is not on a trusted domain of the app; add it in the console"),
        50002: Verdict("addressee_refused", "the member is outside the app's permission"),
        50003: Verdict("alarm", "the app is disabled; enable it in the console"),
        50006: Verdict("alarm", "a system app is disabled"),
        50100: Verdict("give_up", "bad page mark"),
        60003: Verdict("give_up", "no such department"),
        60011: Verdict("addressee_refused", "the member is outside the app's visible range"),
        60020: Verdict("alarm", "our IP is not among the app's trusted IPs (企业可信IP); add it in the console"),
        60021: Verdict("addressee_refused", "the member is outside the app's visible range"),
        60031: Verdict("alarm", "the app is barred from calling"),
        60111: Verdict("addressee_refused", "no such member"),
        60123: Verdict("give_up", "bad department id"),
        CARD_CODE_USED: Verdict("give_up", "the card's response code is used or older than 72 hours"),
        80001: Verdict("alarm", "the trusted domain is wrong or not registered"),
        81011: Verdict("alarm", "no right to this tag"),
        81012: Verdict("give_up", "no addressee named"),
        81013: Verdict("addressee_refused", "every addressee is invalid or outside the app's visible range"),
        82001: Verdict("give_up", "no addressee named"),
        82002: Verdict("give_up", "too many departments"),
        82003: Verdict("give_up", "too many tags"),
        82004: Verdict("give_up", "content that could harm the WeCom client"),
        82101: Verdict("give_up", "card update: nobody named"),
        82102: Verdict("give_up", "card update: these members did not get the card"),
        84014: Verdict("give_up", "the sign-in ticket has expired; sign in again"),
        84015: Verdict("give_up", "bad sign-in ticket; sign in again"),
        85002: Verdict("give_up", "forbidden words"),
        85004: Verdict("alarm", "trusted domain changed more than 20 times this month"),
        85005: Verdict("alarm", "ownership of the trusted domain is not proven"),
        85006: Verdict("alarm", "list of trusted IPs too long"),
        85007: Verdict("alarm", "bad IP in the list of trusted IPs"),
        85008: Verdict("alarm", "the trusted domain is not registered"),
        86001: Verdict("addressee_refused", "bad chat id"),
        86003: Verdict("addressee_refused", "no such chat"),
        86004: Verdict("give_up", "bad chat name"),
        86005: Verdict("give_up", "bad chat owner"),
        86006: Verdict("give_up", "too few or too many chat members"),
        86007: Verdict("give_up", "bad chat member"),
        86008: Verdict("addressee_refused", "a chat that another app has made"),
        86101: Verdict("give_up", "only the chat's owner may"),
        **dict.fromkeys(range(86201, 86208), Verdict("give_up", "a parameter of the chat is wrong")),
        **dict.fromkeys(range(86215, 86218), Verdict("give_up", "a parameter of the chat is wrong, or it exists")),
        **dict.fromkeys(range(90201, 90209), Verdict("give_up", "a mini-program notice is wrong")),
        91040: Verdict("give_up", "bad kind of ticket"),
        92000: Verdict("addressee_refused", "the member is outside the app's range"),
        93000: Verdict("addressee_refused", "the group robot was removed, or its key is wrong"),
        93001: Verdict("addressee_refused", "the group does not accept pushes"),
        93004: Verdict("addressee_refused", "the group robot is disabled"),
        93006: Verdict("addressee_refused", "bad group id"),
        93008: Verdict("addressee_refused", "not in this group"),
        93017: Verdict("give_up", "empty content"),
        93018: Verdict("give_up", "picture too big"),
        93019: Verdict("addressee_refused", "bad robot id"),
        301002: Verdict("alarm", "the secret belongs to another app than the agent id; correct WECOM_AGENT_ID"),
        301007: Verdict("alarm", "the corporation is dissolved or banned"),
        301016: Verdict("give_up", "bad voice file"),
        301017: Verdict("give_up", "a voice file that is not AMR"),
        301019: Verdict("give_up", "the checksum does not fit the file"),
        301021: Verdict("addressee_refused", "bad userid"),
        301036: Verdict("give_up", "this userid may not be changed"),
        301042: Verdict("alarm", "our IP is not in the white list"),
        830002: Verdict("give_up", "too big to be downloaded in one piece"),
    }
)
