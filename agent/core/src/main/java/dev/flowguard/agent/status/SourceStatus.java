package dev.flowguard.agent.status;

/**
 * What became of one declared source so far.
 *
 * @param source as declared, such as {@code method com.acme.Chat#text()}
 * @param matched methods that are woven, files that are known, or messages that were seen
 * @param why it matches nothing, or not all of it is known; empty otherwise
 * @param captured values so far
 * @param last when the last value was captured, in UTC; empty where none was
 */
public record SourceStatus(
    String source,
    String category,
    State state,
    int matched,
    String why,
    long captured,
    String last) {

  /** How far it has come. */
  public enum State {
    /** Methods are woven, or files known. */
    MATCHED("matched"),
    /** The class that it names is loaded and has no such method: a problem. */
    NO_SUCH_METHOD("no such method"),
    /** The method that it names is abstract, and no class that implements it is loaded yet. */
    ABSTRACT("waiting for an implementation"),
    /** No class that it names is loaded yet, or there is no such file. */
    NOT_SEEN("not yet seen"),
    /** A tap feeds it, and has done so. */
    ACTIVE("active"),
    /** Nothing that it could see is loaded yet. */
    WAITING("waiting"),
    /** Its taps are woven, and what passed them was elsewhere. */
    NEVER_FIRED("never fired"),
    /** One of its taps has failed: a problem. */
    FAULTY("faulty");

    private final String words;

    State(String words) {
      this.words = words;
    }

    /** The words in the status. */
    @Override
    public String toString() {
      return words;
    }
  }

  /** True if content has passed it since the start, or is known of its files. */
  public boolean hasFired() {
    return captured > 0 || state == State.ACTIVE;
  }
}
