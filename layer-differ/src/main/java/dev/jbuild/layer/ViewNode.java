// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.util.Arrays;

/** An entry of a merged view, and for a directory the layers that fill it, the topmost first. */
final class ViewNode {
  private final Entry entry;
  private final int layer;
  private final int[] layers;
  private final int[] places;

  ViewNode(Entry entry, int layer, int[] layers, int[] places) {
    this.entry = entry;
    this.layer = layer;
    this.layers = layers;
    this.places = places;
  }

  Entry entry() {
    return entry;
  }

  /** The index of the layer that the entry is from. */
  int layer() {
    return layer;
  }

  /** The indexes of the layers that have this directory. */
  int[] layers() {
    return layers;
  }

  /** Where the directory is in the table of each of {@link #layers}. */
  int[] places() {
    return places;
  }

  /** Collects what the layers have at one path, from the top down. */
  static final class Collector {
    private int[] layers = new int[4];
    private int[] places = new int[4];
    private int count;
    private int explicit = -1;
    private boolean closed;
    private boolean file;

    /** Whether what is further down cannot be seen. */
    boolean isClosed() {
      return closed;
    }

    void add(int layer, LayerToc toc, int place) {
      EntryType type = toc.type(place);
      if (type == EntryType.DIRECTORY) {
        push(layer, place);
        if (explicit < 0 && !toc.isImplied(place)) {
          explicit = count - 1;
        }
        closed = toc.isOpaque(place);
        return;
      }
      closed = true;
      if (count == 0 && type != EntryType.WHITEOUT) {
        push(layer, place);
        file = true;
      }
    }

    boolean isPresent() {
      return count > 0;
    }

    ViewNode build(LayerToc[] tocs) {
      int from = Math.max(explicit, 0);
      Entry entry = tocs[layers[from]].entry(places[from]);
      if (file) {
        return new ViewNode(entry, layers[0], new int[0], new int[0]);
      }
      return new ViewNode(
          entry.withHiding(false, false),
          layers[from],
          Arrays.copyOf(layers, count),
          Arrays.copyOf(places, count));
    }

    private void push(int layer, int place) {
      if (count == layers.length) {
        layers = Arrays.copyOf(layers, 2 * count);
        places = Arrays.copyOf(places, 2 * count);
      }
      layers[count] = layer;
      places[count++] = place;
    }
  }
}
