package okhttp3.internal.http;

/** A client that looks like OkHttp, but is built another way. */
public final class CallServerInterceptor {
  public int proceed() {
    return 200;
  }
}
