// SPDX-License-Identifier: Apache-2.0
package hello;

/** What the service says. */
final class Greeting {
  private Greeting() {}

  /** Greets whom the path names: {@code /ada} is "Hello, ada!". */
  static String of(String path) {
    String name = path.startsWith("/") ? path.substring(1) : path;
    return "Hello, " + (name.isEmpty() ? "world" : name) + "!\n";
  }
}
