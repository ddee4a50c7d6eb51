package dev.flowguard.api;

import javax.net.ssl.SSLException;

/**
 * The sibling of {@link BlockedRequestException} at the TLS layer, whose callers know how to report
 * an {@link SSLException} and nothing else. Free of content.
 */
public final class BlockedTlsException extends SSLException {
  private static final long serialVersionUID = 1L;

  private final BlockedRequestException block;

  /** For the guard. */
  public BlockedTlsException(BlockedRequestException block) {
    super(block.getMessage(), block);
    this.block = block;
  }

  /** What was blocked, and why. */
  public BlockedRequestException block() {
    return block;
  }
}
