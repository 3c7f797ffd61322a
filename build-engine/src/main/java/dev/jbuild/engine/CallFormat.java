// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

/** How an answer is written. */
public enum CallFormat {
  /** For people. */
  TEXT,
  /** The documents of docker buildx. */
  JSON,
  /** SARIF 2.1.0, for what shows findings beside code. */
  SARIF
}
