import { describe, expect, it } from "vitest";

import { cellBeside, cellText, copiedRows, isOpenTo } from "./cells.ts";
import { aPlan } from "./samples.ts";
import { Plan } from "./scene.ts";

const edited = (): Plan => {
  const feed = aPlan();
  Object.assign(feed.rows, {
    duration: ["", "20d", "12h", "", "5d"],
    after: ["", "p2 SS+5d", "", "", "p1, p2"],
    done: ["", "50%", "", "", "3/10根"],
  });
  return new Plan(feed);
};

describe("cells of the outline", () => {
  it("stop at the edges", () => {
    expect(cellBeside("name", -1)).toBe("name");
    expect(cellBeside("name", 1)).toBe("duration");
    expect(cellBeside("done", 1)).toBe("done");
  });

  it("say what the feed says, and nothing for somebody who may not edit", () => {
    expect(cellText(edited().feed.rows, 1, "after")).toBe("p2 SS+5d");
    expect(cellText(aPlan().rows, 1, "after")).toBe("");
  });

  it("of a summary only the name is its own", () => {
    const plan = edited();
    expect(isOpenTo(plan, 0, "name")).toBe(true);
    expect(isOpenTo(plan, 0, "duration")).toBe(false);
    expect(isOpenTo(plan, 1, "duration")).toBe(true);
  });

  it("go to Excel with code, level, days and what they wait for", () => {
    const lines = copiedRows(edited(), [0, 1, 4]).split("\r\n");
    expect(lines[1]).toBe("p1\t  拍摄基地\t20d\t2020-07-01\t2021-03-09\tp2 SS+5d\t50%");
    expect(lines[2]).toBe("p3\t  生泰街\t5d\t2021-02-05\t2021-06-30\tp1, p2\t3/10根");
    expect(lines[0]!.startsWith("f1\t影都战线\t\t2020-07-01\t")).toBe(true);
  });
});
