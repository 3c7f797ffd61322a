// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import dev.jbuild.registry.Reference;

/**
 * The name of an image as users write it, {@code [host[:port]/]repository[:tag]}.
 *
 * @param full with everything that was left out: {@code docker.io/library/app:latest}
 * @param registryHost as credentials name it: {@code docker.io}, {@code localhost:5000}
 */
public record ImageName(String full, String registryHost) {

  /** Throws IllegalArgumentException naming the part that is wrong. */
  public static ImageName parse(String text) {
    return of(Reference.parse(text));
  }

  /** The same repository with another tag; IllegalArgumentException if that is none. */
  public ImageName withTag(String tag) {
    return of(Reference.parse(full).withTag(tag));
  }

  private static ImageName of(Reference reference) {
    return new ImageName(reference.toString(), reference.registryHost());
  }
}
