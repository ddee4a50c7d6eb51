package okhttp3;

/** A client that has none of the classes of OkHttp that are hooked. */
public final class OkHttpClient {
  public int send() {
    return 200;
  }
}
