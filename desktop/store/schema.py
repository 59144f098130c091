"""The schema of the history, as steps in order. A released step is never edited: a change is a new step at the end.

The trap: foreign keys are enforced only after the last step, so a step that rebuilds a table must leave no orphans.
"""

from __future__ import annotations

from typing import Final, TypeAlias

Step: TypeAlias = tuple[str, ...]
"""The statements of one step; they and the new version number are one transaction."""

_FIRST: Final[Step] = (
    """
    CREATE TABLE conversations (
        id           TEXT PRIMARY KEY NOT NULL,
        session_id   TEXT NOT NULL,
        profile_id   TEXT NOT NULL,
        chatbot_id   TEXT NOT NULL,
        chatbot_name TEXT NOT NULL,
        title        TEXT NOT NULL,
        created      REAL NOT NULL,
        updated      REAL NOT NULL
    ) STRICT
    """,
    "CREATE INDEX conversations_by_time ON conversations (updated DESC, id DESC)",
    # `seq` is the place in the conversation: clocks go back, AUTOINCREMENT never does, and numbers are not used twice.
    # `body` is the whole message as JSON; the other columns repeat what SQL has to find it by. `format` says which
    # version of the body was written. The long columns are last: SQLite reads a row from its start.
    """
    CREATE TABLE messages (
        seq             INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        id              TEXT NOT NULL,
        role            TEXT NOT NULL,
        status          TEXT NOT NULL,
        created         REAL NOT NULL,
        format          INTEGER NOT NULL,
        text            TEXT NOT NULL,
        body            TEXT NOT NULL,
        UNIQUE (conversation_id, id)
    ) STRICT
    """,
    "CREATE INDEX messages_by_place ON messages (conversation_id, seq)",
    "CREATE INDEX messages_streaming ON messages (seq) WHERE status = 'streaming'",
    # No foreign key: a draft is there before its conversation is.
    """
    CREATE TABLE drafts (
        conversation_id TEXT PRIMARY KEY NOT NULL,
        text            TEXT NOT NULL
    ) STRICT
    """,
)

_ORGANISED: Final[Step] = (
    # `activity` counts what happened: the clock may go back, a conversation that goes on is still the newest.
    "ALTER TABLE conversations ADD COLUMN activity INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE conversations ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE conversations ADD COLUMN archived INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE conversations ADD COLUMN removed REAL NOT NULL DEFAULT 0",
    "ALTER TABLE conversations ADD COLUMN unread INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE conversations ADD COLUMN leaf TEXT NOT NULL DEFAULT ''",
    """
    UPDATE conversations SET activity = ranked.place
    FROM (SELECT id, row_number() OVER (ORDER BY updated, id) AS place FROM conversations) AS ranked
    WHERE ranked.id = conversations.id
    """,
    "DROP INDEX conversations_by_time",
    "CREATE INDEX conversations_by_activity ON conversations (activity)",
    """
    CREATE INDEX conversations_listed ON conversations (pinned DESC, activity DESC)
    WHERE removed = 0 AND archived = 0
    """,
    """
    CREATE INDEX conversations_of_chatbot ON conversations (profile_id, chatbot_id, pinned DESC, activity DESC)
    WHERE removed = 0 AND archived = 0
    """,
    "CREATE INDEX conversations_archived ON conversations (activity DESC) WHERE removed = 0 AND archived = 1",
    "CREATE INDEX conversations_removed ON conversations (removed DESC) WHERE removed > 0",
    """
    CREATE TABLE tags (
        conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        tag             TEXT NOT NULL,
        PRIMARY KEY (conversation_id, tag)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX tags_by_name ON tags (tag, conversation_id)",
    # Questions that wait for the reply before them to end.
    """
    CREATE TABLE queue (
        place           INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        id              TEXT NOT NULL UNIQUE,
        text            TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX queue_of_conversation ON queue (conversation_id, place)",
)

_FORGOTTEN: Final[Step] = (
    # What was deleted and may have left something beside this file, a recording; whoever deletes it there clears it
    # here. A trigger sees every way in which a message goes, also with its conversation.
    """
    CREATE TABLE forgotten (
        conversation_id TEXT NOT NULL,
        id              TEXT NOT NULL,
        PRIMARY KEY (conversation_id, id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TRIGGER messages_forgotten AFTER DELETE ON messages WHEN old.role = 'chatbot'
    BEGIN
        INSERT OR IGNORE INTO forgotten (conversation_id, id) VALUES (old.conversation_id, old.id);
    END
    """,
)

_SEARCHED: Final[Step] = (
    # The tokens of each message, by its `seq`. Without content: what is found is looked at in the message itself.
    """
    CREATE VIRTUAL TABLE search_index USING fts5 (
        tokens, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
    )
    """,
    "CREATE TABLE search_terms (term TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID",
    # What was added to `search_terms` since the program started, for those who have the older ones in memory.
    "CREATE TABLE search_fresh (id INTEGER PRIMARY KEY AUTOINCREMENT, terms TEXT NOT NULL) STRICT",
    # Messages that are not in the index as they are now. The triggers fill it, whoever changes a message.
    "CREATE TABLE search_waiting (seq INTEGER PRIMARY KEY) STRICT",
    # `version` is that of the tokens, `starts` counts when `search_fresh` was emptied, the others count messages.
    """
    CREATE TABLE search_state (
        version  TEXT NOT NULL,
        starts   INTEGER NOT NULL DEFAULT 0,
        indexed  INTEGER NOT NULL DEFAULT 0,
        stale    INTEGER NOT NULL DEFAULT 0,
        unmerged INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "INSERT INTO search_state (version) VALUES ('')",
    """
    CREATE TRIGGER search_added AFTER INSERT ON messages BEGIN
        INSERT INTO search_waiting (seq)
        SELECT new.seq WHERE NOT EXISTS (SELECT 1 FROM search_waiting WHERE seq = new.seq);
    END
    """,
    # They read no long column: that would cost as much again as saving a long reply that grows.
    """
    CREATE TRIGGER search_changed AFTER UPDATE OF role, status, created, body ON messages BEGIN
        INSERT INTO search_waiting (seq)
        SELECT new.seq WHERE NOT EXISTS (SELECT 1 FROM search_waiting WHERE seq = new.seq);
    END
    """,
    """
    CREATE TRIGGER search_stale AFTER UPDATE OF body ON messages
    WHEN old.status NOT IN ('streaming', 'not_sent') BEGIN
        UPDATE search_state SET stale = stale + 1;
    END
    """,
    # The title is found in the first message; the next one takes over when that goes alone.
    """
    CREATE TRIGGER search_removed AFTER DELETE ON messages BEGIN
        UPDATE search_state SET stale = stale + 1
        WHERE NOT EXISTS (SELECT 1 FROM search_waiting WHERE seq = old.seq);
        DELETE FROM search_waiting WHERE seq = old.seq;
        INSERT INTO search_waiting (seq)
        SELECT seq FROM messages
        WHERE conversation_id = old.conversation_id AND seq > old.seq
            AND EXISTS (SELECT 1 FROM conversations WHERE id = old.conversation_id)
            AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation_id = old.conversation_id AND seq < old.seq)
            AND NOT EXISTS (SELECT 1 FROM search_waiting WHERE seq = messages.seq)
        ORDER BY seq LIMIT 1;
    END
    """,
    """
    CREATE TRIGGER search_renamed AFTER UPDATE OF title ON conversations WHEN old.title <> new.title BEGIN
        INSERT INTO search_waiting (seq)
        SELECT seq FROM messages
        WHERE seq = (SELECT min(seq) FROM messages WHERE conversation_id = new.id)
            AND NOT EXISTS (SELECT 1 FROM search_waiting WHERE seq = messages.seq);
    END
    """,
    """
    CREATE TRIGGER search_handed_over AFTER UPDATE OF profile_id, chatbot_id ON conversations
    WHEN old.profile_id <> new.profile_id OR old.chatbot_id <> new.chatbot_id BEGIN
        INSERT INTO search_waiting (seq)
        SELECT seq FROM messages
        WHERE conversation_id = new.id AND NOT EXISTS (SELECT 1 FROM search_waiting WHERE seq = messages.seq);
    END
    """,
    "INSERT INTO search_waiting (seq) SELECT seq FROM messages",
)

_SHELVED: Final[Step] = (
    # A title that the user gave stays, whatever a turn saves.
    "ALTER TABLE conversations ADD COLUMN renamed INTEGER NOT NULL DEFAULT 0",
    # The list is divided by days and months without a conversation being read.
    "CREATE INDEX conversations_by_time ON conversations (updated, activity)",
    "CREATE INDEX conversations_unread ON conversations (activity) WHERE unread = 1 AND removed = 0",
)

_GROWING: Final[Step] = (
    # What a reply that streams grew by since its row was written; `at` is how long its last part was before.
    """
    CREATE TABLE growth (
        conversation_id TEXT NOT NULL,
        id              TEXT NOT NULL,
        at              INTEGER NOT NULL,
        text            TEXT NOT NULL,
        PRIMARY KEY (conversation_id, id, at)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TRIGGER growth_whole AFTER UPDATE OF body ON messages WHEN old.status = 'streaming' BEGIN
        DELETE FROM growth WHERE conversation_id = new.conversation_id AND id = new.id;
    END
    """,
    """
    CREATE TRIGGER growth_removed AFTER DELETE ON messages WHEN old.status = 'streaming' BEGIN
        DELETE FROM growth WHERE conversation_id = old.conversation_id AND id = old.id;
    END
    """,
)

STEPS: Final[tuple[Step, ...]] = (_FIRST, _ORGANISED, _FORGOTTEN, _SEARCHED, _SHELVED, _GROWING)
