// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

/**
 * Something in a storage root that is not as it should be.
 *
 * @param path relative to the root, or the name of an image
 * @param message what is wrong with it
 * @param repaired it has been removed, so that a build makes or fetches it anew
 */
public record StorageProblem(String path, String message, boolean repaired) {}
