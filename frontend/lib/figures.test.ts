import { describe, expect, it } from "vitest";
import { exact, exactIn, fromUnit, grouped, mean, shownExact, shownIn, summary } from "./figures.ts";

describe("an exact amount", () => {
  it("is shown in its unit, rounded half up", () => {
    expect(shownIn("530000000.00", "100000000", 2)).toBe("5.30");
    expect(shownIn("500000.00", "100000000", 2)).toBe("0.01");
    expect(shownIn("-500000.00", "100000000", 2)).toBe("-0.01");
    expect(shownIn("0.2405", "0.01", 1)).toBe("24.1");
  });
  it("keeps every digit beyond what a float can", () => {
    expect(exactIn("123456789012345678.91", "1")).toBe("123456789012345678.91");
  });
  it("starts an editor without empty decimals", () => {
    expect(exactIn("530000000.00", "100000000")).toBe("5.3");
    expect(exactIn("1000000000.00", "100000000")).toBe("10");
    expect(exactIn("12345678.90", "100000000")).toBe("0.123456789");
  });
  it("stays as it is when it is no number", () => {
    expect(shownIn("面议", "100000000", 2)).toBe("面议");
    expect(exact("1e5")).toBeUndefined();
    expect(exact("")).toBeUndefined();
    expect(exact("-")).toBeUndefined();
  });
});

it("separates thousands and leaves the decimals alone", () => {
  expect(grouped("1731.50")).toBe("1,731.50");
  expect(grouped("-1234567.1234")).toBe("-1,234,567.1234");
  expect(grouped("999")).toBe("999");
});

it("sums what are numbers, exactly", () => {
  const found = summary(["0.1", "0.2", "", "x", "-0.3"])!;
  expect(found.count).toBe(3);
  expect(found.sum).toBe(0n);
  expect(shownExact(found.least, "1", 1)).toBe("-0.3");
  expect(shownExact(found.most, "1", 1)).toBe("0.2");
  expect(summary(["", "面议"])).toBeUndefined();
  expect(shownExact(mean(summary(["1", "2"])!), "1", 2)).toBe("1.50");
});

it("turns what is typed in a unit into what is stored", () => {
  expect(fromUnit("0.5", "100000000")).toBe("50000000");
  expect(fromUnit("1,731.5", "100000000")).toBe("173150000000");
  expect(fromUnit("24.1", "0.01")).toBe("0.241");
  expect(fromUnit("100", "1")).toBe("100");
  expect(fromUnit("很多", "1")).toBeUndefined();
});
