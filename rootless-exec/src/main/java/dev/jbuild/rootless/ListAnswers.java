// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads what the launcher's {@code list} role answers; list.c tells how it is written. */
final class ListAnswers {
  private static final int END_BYTES = 8;
  private static final int FIRST_BYTES = 64 * 1024;

  private final InputStream in;
  private byte[] bytes = new byte[FIRST_BYTES];
  private ByteBuffer data = inNativeOrder(bytes);
  private int used;
  private int at;

  private ListAnswers(InputStream in) {
    this.in = in;
  }

  /** The answer to one request; {@code error} is "" if all went well. */
  record Answer(List<HostFile> files, String error) {}

  /** The answers to so many requests. */
  static List<Answer> read(InputStream in, int count) throws IOException {
    return new ListAnswers(in).read(count);
  }

  private List<Answer> read(int count) throws IOException {
    List<int[]> starts = new ArrayList<>(count);
    List<String> errors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      starts.add(recordStarts());
      errors.add(error());
    }
    List<Answer> answers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      List<HostFile> files = new ArrayList<>();
      for (int start : starts.get(i)) {
        files.add(new HostFile(data, start));
      }
      answers.add(new Answer(files, errors.get(i)));
    }
    return answers;
  }

  private int[] recordStarts() throws IOException {
    int[] starts = new int[8];
    int count = 0;
    for (int length = intAt(0); length != 0; length = intAt(0)) {
      need(length);
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
      }
      starts[count++] = at;
      at += length;
    }
    return Arrays.copyOf(starts, count);
  }

  private String error() throws IOException {
    int length = intAt(4);
    need(END_BYTES + length);
    String text = new String(bytes, at + END_BYTES, length, StandardCharsets.UTF_8);
    at += END_BYTES + length;
    return text;
  }

  private int intAt(int offset) throws IOException {
    need(offset + Integer.BYTES);
    return data.getInt(at + offset);
  }

  private static ByteBuffer inNativeOrder(byte[] array) {
    return ByteBuffer.wrap(array).order(ByteOrder.nativeOrder());
  }

  /** Reads until there are so many bytes from where we are. */
  private void need(int count) throws IOException {
    while (used - at < count) {
      if (used == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * used);
        data = inNativeOrder(bytes);
      }
      int got = in.read(bytes, used, bytes.length - used);
      if (got < 0) {
        throw new EOFException("the launcher has ended");
      }
      used += got;
    }
  }
}
