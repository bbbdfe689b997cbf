// Marks the test and reports the score; a missing answer is wrong.
"use strict";
const key = JSON.parse(document.getElementById("key").textContent);
document.getElementById("test").addEventListener("submit", (event) => {
  event.preventDefault();
  const given = new FormData(event.target);
  const names = Object.keys(key.right);
  const right = names.filter((name) => given.get(name) === key.right[name]).length;
  const passed = right * 100 >= key.pass * names.length;
  unit.set("cmi.core.score.min", 0);
  unit.set("cmi.core.score.max", 100);
  unit.set("cmi.core.score.raw", Math.floor((right * 100) / names.length));
  unit.set("cmi.core.lesson_status", passed ? "passed" : "failed");
  if (unit.api) unit.api.LMSCommit("");
  document.querySelectorAll("[data-why]").forEach((one) => { one.hidden = false; });
  const result = document.getElementById("result");
  result.textContent = `${right} / ${names.length}`;
  result.hidden = false;
});
