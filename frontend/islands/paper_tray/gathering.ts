/** Which of the files that somebody picks are taken; the server looks into them again. */
import { say } from "../../lib/wording.ts";
import { inWords } from "../file_drop/judging.ts";

const MOST_BYTES = 20 * 1024 * 1024;
const MOST_AT_ONCE = 20;

export type Gathered<F> = { files: F[]; refusal: string };

/** Add files to those that lie in the tray: none twice, none too large, not more than a form takes. */
export function gathered<F extends Pick<File, "name" | "size" | "lastModified">>(
  held: readonly F[],
  brought: readonly F[],
): Gathered<F> {
  const files = [...held];
  let refusal = "";
  for (const file of brought) {
    if (files.some((each) => isSame(each, file))) continue;
    if (file.size > MOST_BYTES) {
      refusal = say(
        `「${file.name}」有 ${inWords(file.size)}，最多 20 MB；请压缩后再选。`,
        `“${file.name}” has ${inWords(file.size)}, the most is 20 MB; make it smaller.`,
      );
    } else if (file.size === 0) {
      refusal = say(`「${file.name}」是空的；请重新选择。`, `“${file.name}” is empty; choose it again.`);
    } else if (files.length >= MOST_AT_ONCE) {
      refusal = say(`一次最多 ${MOST_AT_ONCE} 个文件。`, `At most ${MOST_AT_ONCE} files at once.`);
    } else {
      files.push(file);
    }
  }
  return { files, refusal };
}

const isSame = (one: Pick<File, "name" | "size" | "lastModified">, other: typeof one): boolean =>
  one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
