// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

/** What a container sees of the network. */
public enum Network {
  /** The host's own network. */
  HOST,
  /** Its own, with nothing but a loopback interface. */
  NONE
}
