// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

/** How a blob came to be in the repository it was pushed to. */
public enum BlobPush {
  EXISTED,
  MOUNTED,
  UPLOADED
}
