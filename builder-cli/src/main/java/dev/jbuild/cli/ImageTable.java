// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.Images;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The table of {@code jbuild images}. */
final class ImageTable {
  private static final String DOCKER_HUB = "docker.io/";
  private static final String LIBRARY = "docker.io/library/";
  private static final int SHORT_DIGITS = 12;

  private ImageTable() {}

  static String render(List<Images.Summary> images, InstantSource clock) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NAME", "TAG", "DIGEST", "IMAGE ID", "CREATED", "SIZE"));
    for (Images.Summary image : images) {
      String name = shortName(image.name());
      int at = name.indexOf('@');
      int colon = at >= 0 ? -1 : name.indexOf(':', name.lastIndexOf('/') + 1);
      int end = at >= 0 ? at : colon >= 0 ? colon : name.length();
      rows.add(
          List.of(
              name.substring(0, end),
              colon >= 0 ? name.substring(colon + 1) : "-",
              image.digest().hex().substring(0, SHORT_DIGITS),
              image.imageId().hex().substring(0, SHORT_DIGITS),
              image.created().map(t -> age(Duration.between(t, clock.instant()))).orElse("-"),
              Units.bytes(image.sizeBytes())));
    }
    return TextTable.of(rows);
  }

  /** Names are kept in full and shown short, as Docker shows them. */
  private static String shortName(String name) {
    if (name.startsWith(LIBRARY)) {
      return name.substring(LIBRARY.length());
    }
    return name.startsWith(DOCKER_HUB) ? name.substring(DOCKER_HUB.length()) : name;
  }

  static String age(Duration age) {
    if (age.toDays() > 730) {
      return age.toDays() / 365 + " years ago";
    }
    if (age.toHours() > 48) {
      return age.toDays() + " days ago";
    }
    if (age.toMinutes() > 120) {
      return age.toHours() + " hours ago";
    }
    return age.toSeconds() > 120
        ? age.toMinutes() + " minutes ago"
        : Math.max(0, age.toSeconds()) + " seconds ago";
  }
}
