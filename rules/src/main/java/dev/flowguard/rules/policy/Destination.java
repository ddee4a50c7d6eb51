package dev.flowguard.rules.policy;

import java.util.List;

/**
 * Who gets a request, and under which names.
 *
 * @param places hosts of the request that name this recipient, at least one: of the URL, the {@code
 *     Host} header or {@code :authority}. Where none does, as with a request signature, the URL's.
 */
public record Destination(Recipient recipient, List<Place> places) {
  /**
   * A host that a request names.
   *
   * @param host normalised
   * @param port -1 where unknown
   */
  public record Place(String host, int port) {
    /** The length of the host only: its labels may be content. */
    @Override
    public String toString() {
      return "Place[" + host.length() + " chars, port " + port + "]";
    }
  }

  public Destination {
    places = List.copyOf(places);
    if (places.isEmpty()) {
      throw new IllegalArgumentException("a request goes to at least one place");
    }
  }
}
