// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Makes up inputs: pieces of the language put together at random, now and then broken bytes. */
final class FuzzInput {
  private static final String[] KEYWORDS = {
    "FROM",
    "RUN",
    "COPY",
    "ADD",
    "ENV",
    "LABEL",
    "ARG",
    "ONBUILD",
    "HEALTHCHECK",
    "EXPOSE",
    "USER",
    "WORKDIR",
    "VOLUME",
    "SHELL",
    "CMD",
    "ENTRYPOINT",
    "STOPSIGNAL",
    "MAINTAINER",
    "run",
    "FOO",
    "#",
    "# escape=`",
    "# syntax=x",
    "#!/x",
    "//syntax=x",
    "{\"syntax\":\"x\"}"
  };
  private static final String[] ARGUMENTS = {
    "a",
    "b:1",
    "scratch",
    "AS",
    "x=y",
    "x=\"y z\"",
    "'q",
    "\"",
    "\\",
    "`",
    "\\\n",
    "`\n",
    " ",
    "  ",
    "\t",
    "\r",
    "\n",
    "\n#",
    "\n\n",
    "[",
    "]",
    ",",
    "[\"a\"]",
    "[\"a\", 1]",
    "{",
    "}",
    ":",
    "null",
    "\\u00e9",
    "\\ud83d",
    "--from=a",
    "--chown=1:2",
    "--chmod=7",
    "--link",
    "--link=false",
    "--",
    "--x",
    "--interval=5s",
    "--retries=x",
    "NONE",
    "CMD",
    "RUN",
    "ONBUILD",
    "<<",
    "<<-",
    "<<EOF",
    "<<-'EOF'",
    "3<<\"E O\"",
    "\nEOF\n",
    "\n\tEOF\n",
    "$",
    "$x",
    "${x}",
    "${x:-",
    "${x",
    "\u0000",
    "\u001b[31m",
    "\u00a0",
    "\ufeff",
    "\u6784",
    "\ud83d\ude00",
    "\udcff",
    "80/tcp",
    "1-65535",
    "/",
    "..",
    "*"
  };
  private static final String[] WORD = {
    "$",
    "$x",
    "$xy",
    "$1",
    "$$",
    "$@",
    "${",
    "}",
    "${x",
    "${xy",
    ":-",
    ":+",
    ":?",
    "-",
    "+",
    "?",
    "#",
    "##",
    "%",
    "%%",
    "/",
    "//",
    "\\/",
    "\\}",
    "\\*",
    "*",
    "a",
    "ab",
    "b",
    " ",
    "\t",
    "\"",
    "'",
    "\\",
    "`",
    "\\\"",
    "\\$",
    "\ud83d\ude00",
    "\ud83d",
    "<<",
    "é",
    "_",
    "0"
  };
  private static final String[] IGNORE = {
    "a", "b", "ab", "/", "//", "*", "**", "?", "[", "]", "[^a]", "[a-b]", "[b-a]", "\\", "!", "#",
    "\n", "\r\n", " ", ".", "..", "\ufeff", "-", "^"
  };
  private static final String[] LINES = {
    "", "a", "\ta", "$x", "\\", "# c", "RUN x", "<<b", "'", "\r", "EO"
  };

  private FuzzInput() {}

  static byte[] dockerfile(Random random) {
    StringBuilder text = new StringBuilder(random.nextInt(3) > 0 ? "FROM a\n" : "");
    for (int n = random.nextInt(6); n > 0; n--) {
      text.append(instruction(random)).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    for (int n = random.nextInt(4) == 0 ? random.nextInt(3) : 0; n > 0 && bytes.length > 0; n--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  static String instruction(Random random) {
    return pick(random, KEYWORDS)
        + (random.nextInt(9) > 0 ? " " : "")
        + join(random, ARGUMENTS, 8, random.nextBoolean() ? " " : "");
  }

  static String word(Random random) {
    return join(random, WORD, 12, "");
  }

  static String ignoreFile(Random random) {
    return join(random, IGNORE, 14, "");
  }

  static String fileName(Random random) {
    return pick(random, new String[] {"a", "b", "ab", ".", "#", "!", "a b", "[", "\\"});
  }

  static String heredocName(Random random) {
    return pick(random, new String[] {"EOF", "a.txt", "E-O_F", "é", "$z"});
  }

  /** Lines none of which is {@code name}. */
  static String heredocBody(Random random, String name) {
    StringBuilder body = new StringBuilder();
    for (int n = random.nextInt(6); n > 0; n--) {
      String line = pick(random, LINES) + (random.nextInt(5) == 0 ? name + "x" : "");
      body.append(line).append('\n');
    }
    return body.toString();
  }

  private static String join(Random random, String[] parts, int most, String separator) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(most); n > 0; n--) {
      text.append(pick(random, parts)).append(separator);
    }
    return text.toString();
  }

  private static String pick(Random random, String[] parts) {
    return parts[random.nextInt(parts.length)];
  }
}
