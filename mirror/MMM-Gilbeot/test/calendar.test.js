"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { journeysOf, prefix } = require("../lib/calendar");
const { listen, Speaker } = require("../lib/audio");

const now = Date.parse("2026-12-01T09:00:00+09:00");
const about = { now, days: 7, sender: "module_1_calendar" };
const meeting = { title: "회의", startDate: String(now + 3_600_000), fullDayEvent: false, location: "대구역, 대구 북구" };

test("an event at an hour with a place is a journey", () => {
  const [journey] = journeysOf([meeting], about);
  assert.equal(journey.destination, "대구역");
  assert.equal(journey.start, now + 3_600_000);
  assert.ok(journey.clientId.startsWith(prefix("module_1_calendar")));
});

test("its coordinates are taken where it has some", () => {
  const [journey] = journeysOf([{ ...meeting, geo: { lat: 35.87, lon: 128.6 } }], about);
  assert.deepEqual(journey.destination, { lat: 35.87, lon: 128.6, name: "대구역", aliases: ["대구역"] });
});

test("others are none", () => {
  const others = [
    { ...meeting, location: false },
    { ...meeting, location: "https://meet.example/1" },
    { ...meeting, fullDayEvent: true },
    { ...meeting, startDate: String(now - 1) },
    { ...meeting, startDate: String(now + 8 * 86_400_000) },
    { ...meeting, startDate: "soon" },
    null,
  ];
  assert.deepEqual(journeysOf(others, about), []);
  assert.deepEqual(journeysOf("nonsense", about), []);
});

test("the same event is one journey, in another calendar another one", () => {
  const [first] = journeysOf([meeting, meeting], about);
  assert.equal(journeysOf([meeting, meeting], about).length, 1);
  assert.notEqual(journeysOf([meeting], { ...about, sender: "module_2_calendar" })[0].clientId, first.clientId);
});

test("only names of sound cards reach a command line", () => {
  const started = [];
  const start = (command, args) => {
    started.push([command, ...args]);
    return { on() {}, stdout: { on() {} }, stdin: { on() {} }, kill() {} };
  };
  assert.equal(listen("x; reboot", () => {}, () => {}, start), null);
  assert.equal(listen(false, () => {}, () => {}, start), null);
  listen("plughw:1,0", () => {}, () => {}, start);
  assert.deepEqual(started.map(([command, , , name]) => [command, name]), [["arecord", "plughw:1,0"]]);
  new Speaker("--help me", () => {}, start).begin(22050);
  new Speaker(true, () => {}, start).begin(22050);
  assert.deepEqual(started.map(([command, , , name]) => [command, name])[1], ["aplay", "default"]);
});
