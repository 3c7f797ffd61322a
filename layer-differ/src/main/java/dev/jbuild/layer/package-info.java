// SPDX-License-Identifier: Apache-2.0
/**
 * Directory trees to layer tars and back: whiteouts, overlay differences, the merged view of a
 * stack of layers.
 */
@NullMarked
package dev.jbuild.layer;

import org.jspecify.annotations.NullMarked;
