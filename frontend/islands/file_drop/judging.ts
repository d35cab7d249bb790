/** What the door takes, judged before a byte is sent; the server judges the content again. */
import { say } from "../../lib/wording.ts";

export type Brought = Pick<File, "name" | "size">;

const MEGABYTE = 1024 * 1024;

/** `812 B`, `34 kB`, `12.4 MB`: short enough to stand beside a name. */
export function inWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1000 * 1024) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

/** Why these files cannot be taken, and what to do; nothing where the one file is welcome.
 *
 * @param kinds endings as the field's `accept` names them, such as `.xlsx,.csv`
 * @param most  the largest file in megabytes
 */
export function refusal(files: readonly Brought[], kinds: string, most: number): string {
  const [file] = files;
  if (!file) return say("拖进来的不是文件；请从文件夹里拖一个文件。", "That is no file; drag one from a folder.");
  if (files.length > 1) {
    return say(
      `一次一个文件，这里有 ${files.length} 个；请先拖最要紧的那个。`,
      `One file at a time, these are ${files.length}; drop the most urgent one first.`,
    );
  }
  const { name, size } = file;
  const endings = kinds.split(",").map((each) => each.trim().toLowerCase());
  if (!endings.some((ending) => name.toLowerCase().endsWith(ending))) {
    return say(
      `「${name}」不是表格。这里收 ${endings.join(" ")}；请另存为 Excel 或 CSV 再拖进来。`,
      `“${name}” is no table. Taken are ${endings.join(" ")}; save it as Excel or CSV and drop that.`,
    );
  }
  if (size === 0) {
    return say(`「${name}」是空的；请检查原文件。`, `“${name}” is empty; look at the original.`);
  }
  if (size > most * MEGABYTE) {
    return say(
      `「${name}」有 ${inWords(size)}，最多收 ${most} MB；请拆成几个文件，或删去图片后再拖进来。`,
      `“${name}” has ${inWords(size)}, the most is ${most} MB; split it, or remove its pictures.`,
    );
  }
  return "";
}
