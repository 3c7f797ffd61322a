// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Decodes what a container prints as it comes: a character that is cut between two pieces is told
 * with the second. Not thread-safe.
 */
final class OutputText {
  private static final int LONGEST_CHARACTER = 4;

  private final Consumer<String> text;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] rest = new byte[0];

  OutputText(Consumer<String> text) {
    this.text = text;
  }

  void accept(byte[] buffer, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(rest.length + length);
    bytes.put(rest).put(buffer, 0, length).flip();
    decode(bytes, false);
    rest = new byte[bytes.remaining()];
    bytes.get(rest);
  }

  /** Tells what is left of a character that never got whole. */
  void end() {
    decode(ByteBuffer.wrap(rest), true);
    rest = new byte[0];
  }

  private void decode(ByteBuffer bytes, boolean end) {
    CharBuffer chars = CharBuffer.allocate(bytes.remaining() + LONGEST_CHARACTER);
    decoder.decode(bytes, chars, end);
    chars.flip();
    if (chars.hasRemaining()) {
      text.accept(chars.toString());
    }
  }
}
