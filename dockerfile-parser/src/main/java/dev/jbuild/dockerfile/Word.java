// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

/**
 * A piece of an instruction as it was written, quotes and variables included, and its place.
 *
 * <p>The text may be shorter than the place: continuations are joined, JSON strings are decoded.
 */
public record Word(String text, Span span) {
  @Override
  public String toString() {
    return text;
  }
}
