"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { Gateway } = require("../lib/gateway");

/** A socket that does nothing by itself: the test is its server. */
class Wire {
  static all = [];
  bufferedAmount = 0;
  sent = [];
  constructor(address) {
    this.address = address;
    Wire.all.push(this);
  }
  send(data) {
    this.sent.push(data);
  }
  close() {}
}

function connected() {
  Wire.all = [];
  const events = [];
  const options = { url: "http://127.0.0.1:8080/", hello: { user_id: "me" }, Socket: Wire, firstPauseMs: 5 };
  const gateway = new Gateway(options, { event: (event) => events.push(event) });
  gateway.connect();
  const [wire] = Wire.all;
  wire.onopen();
  return { gateway, wire, events };
}

const ready = (wire) => wire.onmessage({ data: '{"type":"snapshot","muted":false}' });
const soon = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

test("says hello first, and sends nothing before the snapshot", () => {
  const { gateway, wire } = connected();
  assert.equal(wire.address, "ws://127.0.0.1:8080/v1/voice");
  assert.deepEqual(JSON.parse(wire.sent[0]), { type: "hello", user_id: "me" });
  assert.equal(gateway.send({ type: "start_listening" }), false);
  ready(wire);
  assert.equal(gateway.send({ type: "start_listening" }), true);
  gateway.end();
});

test("comes back with growing pauses, and says that it is gone", async () => {
  const { gateway, wire, events } = connected();
  ready(wire);
  wire.onclose({ code: 1006 });
  assert.deepEqual(events.at(-1), { type: "disconnected", code: 1006 });
  await soon(30);
  assert.equal(Wire.all.length, 2);
  Wire.all[1].onclose({ code: 1006 });
  assert.equal(gateway.pause, 20);
  gateway.end();
  await soon(40);
  assert.equal(Wire.all.length, 2, "ended: it stays away");
});

test("a refused key is not tried again at once", async () => {
  const { gateway, wire } = connected();
  wire.onclose({ code: 4401 });
  await soon(30);
  assert.equal(Wire.all.length, 1);
  gateway.end();
});

test("nonsense is ignored, sound is dropped rather than piled up", () => {
  const { gateway, wire, events } = connected();
  ready(wire);
  for (const data of ["{", "null", "[]", '{"type":7}']) wire.onmessage({ data });
  assert.equal(events.length, 1);
  gateway.sound(Buffer.alloc(4));
  wire.bufferedAmount = 10 ** 6;
  gateway.sound(Buffer.alloc(4));
  assert.equal(wire.sent.length, 2);
  gateway.end();
});
