package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Gets answers by one client, as an application does. */
interface AnswerReader {
  /** The body of the answer, without its content encoding, to be read as it arrives. */
  InputStream get(String url) throws Exception;

  /** Posts a text; answers the body of the answer, whole. */
  byte[] post(String url, byte[] text) throws Exception;

  /** Takes off a content encoding that the client leaves on. */
  static InputStream opened(InputStream body, String encoding) throws IOException {
    return "gzip".equals(encoding) ? new GZIPInputStream(body) : body;
  }
}
