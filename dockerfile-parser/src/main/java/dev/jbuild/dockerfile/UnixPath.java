// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** Path arithmetic on text, with no look at any file system. */
public final class UnixPath {
  private UnixPath() {}

  /**
   * The shortest path that means the same: no empty elements, no {@code .}, {@code ..} only at the
   * start of a relative path, no slash at the end. The empty path is {@code .}.
   */
  public static String clean(String path) {
    boolean absolute = path.startsWith("/");
    List<String> elements = new ArrayList<>();
    for (String element : path.split("/", -1)) {
      boolean up = element.equals("..");
      if (up && !elements.isEmpty() && !elements.get(elements.size() - 1).equals("..")) {
        elements.remove(elements.size() - 1);
      } else if (!element.isEmpty() && !element.equals(".") && !(up && absolute)) {
        elements.add(element);
      }
    }
    String joined = String.join("/", elements);
    return absolute ? "/" + joined : joined.isEmpty() ? "." : joined;
  }
}
