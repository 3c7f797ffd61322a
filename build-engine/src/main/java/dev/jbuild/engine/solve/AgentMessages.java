// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;

/** Messages of the ssh agent protocol (draft-miller-ssh-agent): a length, a type, a content. */
final class AgentMessages {
  static final byte FAILURE = 5;
  static final byte REQUEST_IDENTITIES = 11;
  static final byte IDENTITIES_ANSWER = 12;
  static final byte SIGN_REQUEST = 13;
  static final byte SIGN_RESPONSE = 14;
  static final byte EXTENSION = 27;

  /** As OpenSSH has it. */
  private static final int MAX_BYTES = 256 * 1024;

  private AgentMessages() {}

  /** The next message, its type first; empty at the end. */
  static Optional<byte[]> read(ReadableByteChannel from) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    if (!fill(from, length)) {
      return Optional.empty();
    }
    int bytes = length.flip().getInt();
    if (bytes < 1 || bytes > MAX_BYTES) {
      throw new IOException("a message of an ssh agent has " + bytes + " bytes");
    }
    ByteBuffer message = ByteBuffer.allocate(bytes);
    return fill(from, message) ? Optional.of(message.array()) : Optional.empty();
  }

  static void write(WritableByteChannel to, byte[] message) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(Integer.BYTES + message.length);
    all.putInt(message.length).put(message).flip();
    while (all.hasRemaining()) {
      to.write(all);
    }
  }

  static byte[] failure() {
    return new byte[] {FAILURE};
  }

  /** A string of the protocol: its length, then its bytes. */
  static void putString(ByteArrayOutputStream out, byte[] text) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
    out.writeBytes(text);
  }

  static byte[] getString(ByteBuffer in) throws IOException {
    int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IOException("a message to an ssh agent is cut short");
    }
    byte[] text = new byte[length];
    in.get(text);
    return text;
  }

  private static boolean fill(ReadableByteChannel from, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (from.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }
}
