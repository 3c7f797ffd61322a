// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.util.Optional;

/**
 * A cache that gets what a build makes.
 *
 * @param imageOnly only the steps whose layers are in the image, not those of other stages
 * @param mounts how much of the cache mounts that were used it gets; absent: nothing
 */
public record CacheTarget(
    CacheLocation location, boolean imageOnly, Optional<CachedMounts> mounts) {}
