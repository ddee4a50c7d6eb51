package dev.flowguard.agent.contract;

import com.squareup.okhttp.OkHttpClient;
import com.squareup.okhttp.RequestBody;

/** OkHttp 2, which has no gate. */
final class OkHttp2Sender implements Sender {
  private final OkHttpClient client = new OkHttpClient();

  @Override
  public int send(Request request) throws Exception {
    com.squareup.okhttp.Request.Builder builder =
        new com.squareup.okhttp.Request.Builder().url(request.url());
    RequestBody body =
        request.kind() == Kind.NONE ? null : RequestBody.create(null, request.body());
    return client.newCall(builder.method(request.method(), body).build()).execute().code();
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("not needed");
  }
}
