"""The error tree: what can go wrong, in words for a person.

    AppError                     a code, words, `retryable`
    ├── ProfileError             set up wrong: bad address, missing id or secret
    ├── NetworkError             not reached: name, refused, TLS, proxy, time
    ├── ServerError              the server said no: 400 / 401 / 403 / 404 / 429 / 5xx
    ├── ProtocolError            an answer that cannot be read, or was cut short
    ├── StoreError               disk full, locked, damaged, from a newer version
    ├── SignInError              no token could be fetched, so nothing was asked
    └── SecretError              no keyring, locked, refused, timed out

Foreign errors are translated once, at the border (`api` knows httpx, `store` knows sqlite3 and keyring). An error is
raised as an `AppError` and kept, shown and stored as its `Problem`. The trap: the text of a foreign exception may hold
an address with a password or a header, so it never becomes part of one.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

SENTENCES: dict[str, str] = {
    # ProfileError
    "address_invalid": "This is not a web address. It should look like https://agents.robofy.ai.",
    "address_insecure": "This address is not encrypted (http). The key is only sent over https, or to this computer.",
    "address_userinfo": "The address contains a user name or password. Remove that part and try again.",
    "project_missing": "The project ID is missing. You find it in the Robofy dashboard, in the settings of the project.",
    "chatbot_missing": "The chatbot ID is missing. You find it in the Robofy dashboard, on the page of the chatbot.",
    "id_invalid": "An ID cannot contain spaces or line breaks.",
    "id_too_long": "An ID has at most {length} characters. Copy it again.",
    "project_not_number": "A project ID is a number. You find it in the Robofy dashboard, in the settings of the project.",
    "handshake_path_invalid": "This is not a path. It begins with one / and has no spaces, for example /v1/a/b; the server comes from the address above.",
    "secret_too_long": "A key has at most {length} characters. Copy only the key.",
    "environment_incomplete": "The profile from the environment is not complete: {names} is not set.",
    "environment_wrong": "The environment variable {name} cannot be used. {reason}",
    "environment_key_elsewhere": "ROBOFY_API_KEY is not sent to this profile: the variables beside it say that the key is for {place}. Store a key for this profile (profiles key NAME --key-stdin), or use --key-stdin.",
    "managed_unreadable": "The settings of your administrator in {file} could not be read, so they are not used. Your own profiles and settings work.",
    "managed_partly": "Something in the settings of your administrator in {file} could not be used ({reason}). The rest is in force.",
    "managed_profile": "This profile is managed by your administrator and cannot be changed here.",
    "profiles_unreadable": "The file {file} could not be read. No profile was imported.",
    "profiles_foreign": "{file} holds no profiles of Robofy Desktop. No profile was imported.",
    "profile_unreadable": "It lacks something, or has a value of another kind than it should.",
    "profiles_newer": "{file} was written by a newer version of Robofy Desktop. Update it to import these profiles.",
    "profiles_too_large": "{file} is too large to be a file of profiles. No profile was imported.",
    "secret_missing": "No key is stored for this address. Paste the key to send your message.",
    "secret_invalid": "This key contains characters that a key cannot contain. Copy it again, without line breaks.",
    "no_profiles": "No profile is set up yet. Open the settings of the window, or use the built-in sandbox (--sandbox).",
    "profile_unknown": "There is no profile with the name “{name}”. The profiles are: {names}.",
    "chatbot_unknown": "There is no chatbot with the name “{name}”. The chatbots are: {names}.",
    "profile_gone": "The profile of this conversation was removed. Start a new conversation with another chatbot.",
    "chatbot_gone": "The chatbot of this conversation was removed from its profile. Start a new conversation with another chatbot.",
    # NetworkError
    "name_not_found": "The address {host} was not found. Check the address and your internet connection.",
    "connection_refused": "{host} did not accept the connection. Check the address, or try again later.",
    "connection_lost": "The connection was lost. What arrived is kept.",
    "not_reached": "{host} could not be reached. Check your internet connection and try again.",
    "tls_failed": "The encrypted connection to {host} could not be trusted, so nothing was sent. Its certificate is not valid on this computer.",
    "tls_expired": "The certificate of {host} ended on {until}, so nothing was sent. Check the date of this computer; if it is right, the owner of the server has to renew the certificate.",
    "tls_wrong_host": "The server that answered for {host} is another one: its certificate is for {names}. Nothing was sent. Check the address.",
    "tls_self_signed": "The certificate of {host} is signed by itself, which this computer does not trust, so nothing was sent. If you know the server, add its certificate in the settings, under Network.",
    "tls_unknown_issuer": "The certificate of {host} was issued by “{issuer}”, which this computer does not trust, so nothing was sent. If your organisation inspects encrypted connections, add the certificate of “{issuer}” in the settings, under Network.",
    "ca_file_unreadable": "The file of certificates {file} cannot be read, so nothing was sent. Choose it again in the settings, under Network.",
    "profile_ca_file_unreadable": "The file of certificates {file} of this profile cannot be read, so nothing was sent. Choose it again in the settings of the profile; if the profile is managed, tell your administrator.",
    "ca_file_empty": "The file {file} holds no certificate. It has to be in PEM form: text that begins with BEGIN CERTIFICATE.",
    "offline": "This computer is not connected to a network, so nothing was sent. Connect it and try again.",
    "proxy_failed": "The proxy did not let the connection through. Check the proxy settings of this computer.",
    "proxy_address": "This is not the address of a proxy. Check the proxy in the settings, under Network, or that of this computer.",
    "proxy_not_reached": "The proxy {proxy} could not be reached. Check the proxy settings, or that you are in the network it belongs to.",
    "proxy_sign_in": "The proxy {proxy} asks for a user name and a password, or did not accept those it got. "
    "Enter them in the settings, under Network.",
    "proxy_sign_in_long": "The user name or the password for the proxy {proxy} is too long: SOCKS takes {length} bytes of each. "
    "Nothing was sent. Enter shorter ones in the settings, under Network.",
    "connect_timeout": "{host} did not respond within {seconds} seconds. Check your internet connection and try again.",
    "first_byte_timeout": "No answer within {seconds} seconds. The chatbot may still be working on it; trying again may ask twice.",
    "sandbox_failed": "The sandbox could not be started on this computer. Try again; if it stays so, start Robofy Desktop anew.",
    "silence_timeout": "No further text for {seconds} seconds. What arrived is kept.",
    # ServerError
    "bad_request": "The server did not understand the request. Check the project ID and the chatbot ID.",
    "unauthorized": "The chatbot did not accept this key. Paste a new one to send your message.",
    "forbidden": "This key may not use this chatbot. Check the project ID, or ask the owner of the project.",
    "not_found": "The server does not know this chatbot or project. Check the IDs and the address.",
    "rate_limited": "Too many messages in a short time. Wait a moment, then try again.",
    "rate_limited_for": "Too many messages in a short time. Try again in {seconds} seconds.",
    "request_timeout": "The server gave up waiting for the message. Check your internet connection and send it again.",
    "conflict": "The server is busy with something else in this conversation. Wait a moment, then send the message again.",
    "message_too_large": "The message is longer than the server takes. Shorten it and send it again.",
    "not_accepted": "The server understood the request but could not use it. Check the project ID and the chatbot ID.",
    "server_failed": "The server has a problem of its own. Try again in a moment.",
    "bad_gateway": "The service could not be reached behind its own entrance. Try again in a moment.",
    "unavailable": "The service is not available at the moment. Try again later.",
    "unavailable_for": "The service is not available at the moment. Try again in {seconds} seconds.",
    "gateway_timeout": "The service took too long to answer. It may still be working on it; trying again may ask twice.",
    "html_refusal": "A web page came back instead of an answer (status {status}). A proxy or sign-in page may be in between, or the address is wrong.",
    "redirected": "The address points to another place, and the key is not sent there. Check the address in the settings.",
    "handshake_not_found": "There is no sign-in at this path. Check the path of the handshake in the settings of the profile.",
    "server_refused": "The server refused the request (status {status}).",
    "chatbots_key_missing": "Paste the key first: the server only lists chatbots for a key. You can also enter a chatbot by hand.",
    "chatbots_client_token": "A client token can chat and nothing else, so it cannot list chatbots. Enter a chatbot by hand, or sign in with an API key.",
    "chatbots_unauthorized": "The server did not accept this key for the list of chatbots. Check the key, or enter a chatbot by hand.",
    "chatbots_forbidden": "This key may not list the chatbots of this project. Check the project ID, or enter a chatbot by hand.",
    "chatbots_not_found": "The server has no list of chatbots for this project. Check the project ID and the address, or enter a chatbot by hand.",
    "chatbots_timeout": "The list of chatbots did not come within {seconds} seconds. Try again, or enter a chatbot by hand.",
    "chatbots_lost": "The connection was lost before the list of chatbots was complete. Try again, or enter a chatbot by hand.",
    # ProtocolError
    "chatbots_unreadable": "The server answered (status {status}), but not with a list of chatbots that can be read. Enter a chatbot by hand.",
    "cut_short": "The connection ended before the answer was complete. What arrived is kept.",
    "aborted": "The chatbot gave up before the answer was complete. What arrived is kept.",
    "program_ended": "This program ended before the answer was complete. What arrived is kept.",
    "empty_answer": "The server answered without any text. Try again.",
    "html_answer": "A web page came back instead of an answer. The address may be wrong, or a proxy or sign-in page is in between.",
    "unreadable_answer": "The answer of the server could not be read. Check the address in the settings.",
    "answer_too_large": "The answer is larger than this program can take ({size}).",
    "read_timeout": "The server did not answer within {seconds} seconds. Try again in a moment.",
    "read_lost": "The connection was lost before all of it had come. Try again.",
    "read_unauthorized": "The server did not accept this key. Paste a new one, and it is tried again.",
    "read_secret_missing": "No key is stored for this address. Paste it, and it is tried again.",
    "inbox_client_token": "A client token can chat and nothing else. To read the inbox, give the profile an API key in the settings.",
    "inbox_forbidden": "This key may not read the inbox of this chatbot. Ask the owner of the project for one that may.",
    "inbox_not_found": "The server has no inbox for this chatbot. Check the chatbot ID and the address in the settings.",
    "inbox_unknown": "What the server answered is no list that this program knows: {found}. Copy what came to report it; only names of members are in it, no words of anybody.",
    "leads_forbidden": "This key may not read leads, so none are shown.",
    "leads_not_found": "The server has no leads for this chatbot, so none are shown.",
    "error_event": "The chatbot reported an error: {detail}",
    "token_refused": "The chatbot did not accept the token that the server had just given. Check the chatbot ID and the path of the handshake in the settings of the profile.",
    "handshake_unreadable": "The sign-in answered without a token. Check the path of the handshake in the settings of the profile.",
    "update_unsigned": "What the address of the updates answered is not signed with the key in the settings, so it was not read. Nothing was changed.",
    "update_key_invalid": "The public key in the settings is not one of minisign. It is one line that begins with RW.",
    "update_unreadable": "What the address of the updates answered could not be read. Check the address in the settings.",
    "update_newer": "The list of updates has a newer form than this version can read. Look for a new version where you got this one.",
    "update_replayed": "The address of the updates answered with a list that is older than one seen before, so it was not used.",
    "update_refused": "{host} has no list of updates at this address (status {status}). Check the address in the settings.",
    # StoreError
    "disk_full": "The disk is full. Free some space; the last changes are not saved yet.",
    "store_locked": "The history is in use by another program. Close it and try again.",
    "store_read_only": "The data folder {folder} cannot be written. Check its permissions.",
    "store_damaged": "The history file is damaged. It was kept aside as {file}; nothing was deleted. Open the window of Robofy Desktop to restore what is left.",
    "store_missing": "The history file is gone or empty, but backups of it are there. Open the window of Robofy Desktop to restore them.",
    "recovery_empty": "There is nothing to restore: nothing could be read, and there is no backup.",
    "backup_full": "The disk is full, so today's backup of your conversations could not be made. Free some space; it is tried again in an hour.",
    "version_copy_full": "The disk is full, so your conversations could not be copied before this new version used them. Free some space; the next start tries again.",
    "version_copy_failed": "Your conversations could not be copied before this new version used them. The next start tries again.",
    "backup_failed": "Today's backup of your conversations could not be made. It is tried again in an hour.",
    "store_newer": "The history was written by a newer version (schema {schema}). Update Robofy Desktop to open it; nothing was changed.",
    "store_failed": "The history could not be read or written.",
    "file_damaged": "The file {file} could not be read. It was kept aside as {kept}, and the defaults are used.",
    "file_unreadable": "The file {file} could not be read, so the defaults are used. It was left as it is.",
    "file_newer": "The file {file} was written by a newer version, so the defaults are used. It was kept aside as {kept}.",
    "profiles_saved_anew": "The file {file} could not be read when it was saved, so it was kept aside as {kept}. The new one holds the profiles that you see here.",
    "save_failed": "The file {file} could not be saved there. Choose another place and try again.",
    "save_full": "The disk is full, so the file {file} was not saved. Free some space, or choose another place.",
    "recording_newer": "The recording {file} was made by a newer version of Robofy Desktop (format {version}). Update it to read this file.",
    "recording_unreadable": "The file {file} is no recording, or it is damaged from its start.",
    "recording_gone": "There is no recording of this message any more.",
    "export_failed": "The file {file} could not be printed or written. Try another form, or another place.",
    "import_missing": "There is no file {file}. Nothing was imported.",
    "import_unreadable": "The file {file} could not be read. Check its permissions; nothing was imported.",
    "import_not_json": "{file} is not JSON in line {line} (byte {byte}). Nothing was imported.",
    "import_cut": "{file} is not complete: it ends in line {line} (byte {byte}). Nothing was imported.",
    "import_foreign": "{file} is not an export of Robofy Desktop as JSON. Nothing was imported.",
    "import_newer": "{file} was written by a newer version (version {version} of the form). Update Robofy Desktop to import it; nothing was imported.",
    "import_wrong": "{file} is wrong in conversation {number}, line {line}, {member}: {reason}. Nothing was imported.",
    "import_too_large": "{file} has something in line {line} (byte {byte}) that is larger than this program can take. Nothing was imported.",
    "import_too_deep": "{file} has something in line {line} (byte {byte}) that is nested too deeply. Nothing was imported.",
    # SecretError
    "keyring_missing": "No keyring is available on this computer. A key that you enter is kept until you quit.",
    "keyring_locked": "The system keyring is locked. Unlock it and try again; a key that you enter meanwhile is kept until you quit.",
    "keyring_refused": "The system keyring refused access. A key that you enter is kept until you quit.",
    "keyring_timeout": "The system keyring does not answer. Unlock it and try again; a key that you enter meanwhile is kept until you quit.",
    "keyring_failed": "The system keyring could not be used. A key that you enter is kept until you quit.",
    "keyring_asks": "The system asks for the password of your keyring; look for its window. A key that you enter here meanwhile is kept until you quit.",
    "secret_left_later": "The system keyring could not remove the key just now. It is removed when the keyring can be used again.",
    "session_only": "A key for this profile is kept until you quit, since it is set up anew at every start.",
    "session_chosen": "You chose not to keep it in the keyring.",
    "secret_left": "The system keyring did not remove the key. You can remove it there, where it is listed under “Robofy Desktop”.",
    # ours
    "unexpected": "Something went wrong inside Robofy Desktop. Your text is kept.",
}
"""Every sentence of an error, by its code, in English; the window translates them in the context `errors`."""


NEEDS_SECRET: Final = frozenset(
    {
        "unauthorized",
        "secret_missing",
        "keyring_missing",
        "keyring_locked",
        "keyring_refused",
        "keyring_timeout",
        "keyring_asks",
        "keyring_failed",
    }
)
"""Codes that a key typed now would mend."""


NOT_REACHED: Final = frozenset(
    {
        "ca_file_empty",
        "ca_file_unreadable",
        "connect_timeout",
        "connection_refused",
        "name_not_found",
        "not_reached",
        "offline",
        "profile_ca_file_unreadable",
        "proxy_address",
        "proxy_failed",
        "proxy_not_reached",
        "proxy_sign_in",
        "proxy_sign_in_long",
        "tls_expired",
        "tls_failed",
        "tls_self_signed",
        "tls_unknown_issuer",
        "tls_wrong_host",
    }
)
"""Codes of what comes before a word of the question leaves; after any other network error the chatbot may have it."""


class Problem(Struct, frozen=True, omit_defaults=True):
    """An error as a value: it can be shown, stored with a message and sent as JSON.

    `code` is a key of `SENTENCES` and stable; `params` fill its placeholders. `detail` is what the server said, cut to
    1,000 characters and quoted when shown. `status` is the HTTP status, 0 when there was none. `retry_after` is in
    seconds, negative when the server named none. `server_code` is the `error.code` of the server's envelope.
    `asked_at` is when the request was made, in seconds since the epoch, 0 when none was; `request_id` is what the
    server or something before it called that request.
    """

    code: str
    params: dict[str, str] = {}
    detail: str = ""
    status: int = 0
    server_code: str = ""
    retryable: bool = False
    retry_after: float = -1.0
    asked_at: float = 0.0
    request_id: str = ""

    @property
    def sentence(self) -> str:
        """What happened and what to do, in English."""
        return fill(SENTENCES.get(self.code, SENTENCES["unexpected"]), self.params)


def fill(template: str, params: dict[str, str]) -> str:
    """Fill the placeholders of a sentence; one without a value stays visible, as it would in a wrong translation."""
    return re.sub(r"\{(\w+)\}", lambda place: params.get(place[1], place[0]), template)


class AppError(Exception):
    """An error that was foreseen and has words; `problem` says all that may be shown."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


class ProfileError(AppError):
    """Set up wrong; `field` names the field of the profile to mend: address, project_id, chatbot_id or secret."""

    def __init__(self, problem: Problem, field: str) -> None:
        super().__init__(problem)
        self.field = field


class NetworkError(AppError):
    """The server was not reached, or the connection broke."""


class ServerError(AppError):
    """The server answered with a status that is not 2xx."""


class ProtocolError(AppError):
    """A 2xx answer that cannot be read."""


class SignInError(AppError):
    """No token could be fetched for a question, which therefore never left; the problem says why."""


class StoreError(AppError):
    """History, profiles or settings could not be read or written."""


class SecretError(AppError):
    """The system keyring could not be used."""
