// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text with a name, as diagnostics show it: a Dockerfile, a .dockerignore, a trigger; or several
 * such texts one after the other, in which every place keeps the name and line of its own.
 */
public final class Source {
  private final String name;
  private final String text;
  private final int[] lineStarts;
  private final List<Part> parts;

  private Source(String name, String text, List<Part> parts) {
    this.name = name;
    this.text = text;
    this.lineStarts = lineStarts(text);
    this.parts = parts;
  }

  /** A file whose first line is the line {@code first} of the whole. */
  private record Part(String name, int first) {}

  /** A byte order mark at the start is dropped. */
  public static Source of(String name, String text) {
    String rest = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return new Source(name, rest, List.of(new Part(name, 1)));
  }

  /** Several files as one text, each beginning on a line of its own. */
  public static Source joined(List<Source> files) {
    if (files.size() == 1) {
      return files.get(0);
    }
    StringBuilder text = new StringBuilder();
    List<Part> parts = new ArrayList<>();
    int line = 1;
    for (Source file : files) {
      parts.add(new Part(file.name, line));
      text.append(file.text);
      boolean ended = file.text.isEmpty() || file.text.endsWith("\n");
      text.append(ended ? "" : "\n");
      line += file.lines() - (ended ? 1 : 0);
    }
    String name = files.stream().map(Source::name).collect(Collectors.joining(" + "));
    return new Source(name, text.toString(), List.copyOf(parts));
  }

  /** The same places in another text of the same length. */
  public Source withText(String other) {
    if (other.length() != text.length()) {
      throw new IllegalArgumentException("not as long as " + name);
    }
    return new Source(name, other, parts);
  }

  /** Decodes UTF-8; a byte 0xNN that is none becomes the lone surrogate U+DCNN, so none is lost. */
  public static Source decode(String name, byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    try {
      return of(name, decoder.decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notUtf8) {
      return of(name, decodeEscaping(decoder.reset(), bytes));
    }
  }

  private static String decodeEscaping(CharsetDecoder decoder, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (result.isUnderflow()) {
        return out.flip().toString();
      }
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (0xDC00 | (in.get() & 0xFF)));
      }
    }
  }

  public String name() {
    return name;
  }

  public String text() {
    return text;
  }

  /** The place of a part of this text, by offsets in {@link #text()}. */
  public Span span(int start, int end) {
    return new Span(this, start, end);
  }

  private Part partOf(int line) {
    int last = parts.size() - 1;
    while (parts.get(last).first() > line) {
      last--;
    }
    return parts.get(last);
  }

  /** The name of the file that a line of this text is from. */
  public String fileOf(int line) {
    return partOf(line).name();
  }

  /** What number a line of this text has in its file. */
  public int numberInFile(int line) {
    return line - partOf(line).first() + 1;
  }

  /** How many lines there are; what follows the last line's terminator is one more, if empty. */
  int lines() {
    return lineStarts.length;
  }

  /** The line, counted from 1, that holds the character at {@code offset}. */
  int lineOf(int offset) {
    int index = Arrays.binarySearch(lineStarts, offset);
    return index >= 0 ? index + 1 : -index - 1;
  }

  int startOfLine(int line) {
    return lineStarts[line - 1];
  }

  /** A line without its terminator. */
  String line(int line) {
    int end = line < lineStarts.length ? lineStarts[line] - 1 : text.length();
    while (end > startOfLine(line) && text.charAt(end - 1) == '\r') {
      end--;
    }
    return text.substring(startOfLine(line), end);
  }

  private static int[] lineStarts(String text) {
    int[] starts = new int[16];
    int count = 1;
    for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count * 2);
      }
      starts[count++] = at + 1;
    }
    return Arrays.copyOf(starts, count);
  }

  @Override
  public String toString() {
    return name;
  }
}
