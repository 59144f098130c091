-- A history as the first released schema wrote it. Never edited: people have such files.
PRAGMA user_version = 1;
BEGIN TRANSACTION;
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
    ;
INSERT INTO "conversations" VALUES('9f1c0a52-6a55-4c8f-8a4b-0d6f0a5a1001','5b0e7c1e-0001-4a10-9d6e-111111111111','sandbox','order-desk','Order desk','Where is my order 4711?',1761901200.25,1761901260.5);
INSERT INTO "conversations" VALUES('9f1c0a52-6a55-4c8f-8a4b-0d6f0a5a1002','5b0e7c1e-0002-4a10-9d6e-222222222222','p-support','concierge','Concierge','Grüße aus Köln – 日本語で？ 🙂',1761987600.0,1761987660.0);
INSERT INTO "conversations" VALUES('9f1c0a52-6a55-4c8f-8a4b-0d6f0a5a1003','5b0e7c1e-0003-4a10-9d6e-333333333333','p-support','writer','Writer','Write 2,000 words',1761990000.0,1761990003.0);
INSERT INTO "conversations" VALUES('9f1c0a52-6a55-4c8f-8a4b-0d6f0a5a1004','5b0e7c1e-0004-4a10-9d6e-444444444444','p-support','writer','Writer','',1761990100.0,1761990100.0);
CREATE TABLE drafts (
        conversation_id TEXT PRIMARY KEY NOT NULL,
        text            TEXT NOT NULL
    ) STRICT
    ;
INSERT INTO "drafts" VALUES('9f1c0a52-6a55-4c8f-8a4b-0d6f0a5a1004','half a thought
in two lines');
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
    ;
INSERT INTO "messages" VALUES(1,'9f1c0a52-6a55-4c8f-8a4b-0d6f0a5a1001','q-1','user','sent',1761901200.25,2,'Where is my order 4711?','{"id":"q-1","role":"user","status":"sent","parts":[{"kind":"text","text":"Where is my order 4711?","done":true}],"created":1761901200.25}');
INSERT INTO "messages" VALUES(2,'9f1c0a52-6a55-4c8f-8a4b-0d6f0a5a1001','r-1','chatbot','complete',1761901200.25,2,'Your order **4711** left *Leipzig* this morning.

| item | count |
|---|---|
| Lamp | 1 |
','{"id":"r-1","role":"chatbot","status":"complete","parts":[{"kind":"step"},{"kind":"tool","id":"call_1","name":"look_up_order","title":"Look up order","state":"output_available","input_text":"{\"order\": 4711}","input":{"order":4711},"output":{"carrier":"DHL","city":"Leipzig","items":[1,2,3]},"started":1761901201.0,"finished":1761901201.8},{"kind":"text","id":"t1","text":"Your order **4711** left *Leipzig* this morning.\n\n| item | count |\n|---|---|\n| Lamp | 1 |\n","done":true},{"kind":"source","id":"s1","url":"https://example.com/orders/4711","title":"Order 4711"}],"created":1761901200.25,"first_text":1761901202.0,"finished":1761901203.5,"server_id":"srv-1","session_id":"5b0e7c1e-0001-4a10-9d6e-111111111111","finish_reason":"stop","metadata":{"model":"m-1"},"question_id":"q-1"}');
INSERT INTO "messages" VALUES(3,'9f1c0a52-6a55-4c8f-8a4b-0d6f0a5a1002','q-2','user','sent',1761987600.0,2,'Grüße aus Köln – 日本語で？ 🙂','{"id":"q-2","role":"user","status":"sent","parts":[{"kind":"text","text":"Grüße aus Köln – 日本語で？ 🙂","done":true}],"created":1761987600.0}');
INSERT INTO "messages" VALUES(4,'9f1c0a52-6a55-4c8f-8a4b-0d6f0a5a1002','r-2','chatbot','stopped',1761987600.5,2,'こんにちは！ It''s a "quoted" answer; 100 % fine','{"id":"r-2","role":"chatbot","status":"stopped","parts":[{"kind":"reasoning","id":"x","text":"The user greets.","done":true},{"kind":"text","id":"t1","text":"こんにちは！ It''s a \"quoted\" answer; 100 % fine"}],"created":1761987600.5,"question_id":"q-2"}');
INSERT INTO "messages" VALUES(5,'9f1c0a52-6a55-4c8f-8a4b-0d6f0a5a1003','q-3','user','not_sent',1761990000.0,2,'Write 2,000 words','{"id":"q-3","role":"user","status":"not_sent","parts":[{"kind":"text","text":"Write 2,000 words","done":true}],"created":1761990000.0}');
INSERT INTO "messages" VALUES(6,'9f1c0a52-6a55-4c8f-8a4b-0d6f0a5a1003','r-3','chatbot','streaming',1761990000.5,2,'Once upon a time','{"id":"r-3","role":"chatbot","status":"streaming","parts":[{"kind":"text","id":"t1","text":"Once upon a time"}],"created":1761990000.5,"question_id":"q-3"}');
CREATE INDEX conversations_by_time ON conversations (updated DESC, id DESC);
CREATE INDEX messages_by_place ON messages (conversation_id, seq);
CREATE INDEX messages_streaming ON messages (seq) WHERE status = 'streaming';
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('messages',6);
COMMIT;
