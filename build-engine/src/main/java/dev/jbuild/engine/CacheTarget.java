// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

/**
 * A cache that gets what a build makes.
 *
 * @param imageOnly only the steps whose layers are in the image, not those of other stages
 */
public record CacheTarget(CacheLocation location, boolean imageOnly) {}
