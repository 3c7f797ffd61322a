// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

/**
 * One entry to be written, and where its data comes from.
 *
 * <p>The data of a FILE must have exactly {@link Entry#sizeBytes} bytes; that of other types is not
 * opened.
 */
public record LayerItem(Entry entry, DataSource data) {

  /** An item without data of its own. */
  public static LayerItem of(Entry entry) {
    return new LayerItem(entry, DataSource.none());
  }
}
