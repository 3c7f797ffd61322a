// SPDX-License-Identifier: Apache-2.0
/** User namespaces, overlay mounts and running one container, by the native launcher. */
@NullMarked
package dev.jbuild.rootless;

import org.jspecify.annotations.NullMarked;
