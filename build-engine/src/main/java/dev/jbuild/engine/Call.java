// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

/** What can be asked of a Dockerfile without a build. */
public enum Call {
  /** What the rules of the checks find, and all that would stop a build before its first step. */
  CHECK,
  /** Arguments, secrets, agents and caches that a build of the target takes. */
  OUTLINE,
  /** The stages that can be built. */
  TARGETS
}
