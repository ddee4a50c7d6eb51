package dev.flowguard.rules.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedLinkTest {
  private static final String LINK = "signed-link";
  private static final String S3 =
      "b.s3.eu-west-1.amazonaws.com/users/4711/uploads/a-longer-name-of-a-picture.jpg"
          + "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F20261101%2Feu-west-1%2Fs3"
          + "%2Faws4_request&X-Amz-Date=20261101T000000Z&X-Amz-Expires=900&X-Amz-Signature=0f1e2d";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://b.s3.eu-west-1.amazonaws.com/a.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=900&X-Amz-Signature=0f",
        "see https://minio.example/b/a.pdf?X-Amz-Credential=k&X-Amz-Signature=0f, please",
        "https://a1.r2.cloudflarestorage.com/b/a.png?X-Amz-Expires=9&X-Amz-Signature=0f",
        "https://storage.googleapis.com/b/a.png?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Signature=9a",
        "https://storage.googleapis.com/b/a?GoogleAccessId=x@y&Expires=1&Signature=zz",
        "https://b.s3.amazonaws.com/a.jpg?AWSAccessKeyId=AKIA&Expires=1&Signature=zz",
        "https://acc.blob.core.windows.net/c/a.docx?sv=2023-11-03&se=2026-01-01&sr=b&sp=r&sig=zz",
        "https://acc.blob.core.windows.net/c/a.docx?sv=2023-11-03&si=policy&sr=b&sig=zz",
        "https://d1.cloudfront.net/a.jpg?Expires=1&Signature=zz&Key-Pair-Id=K2",
        "<img src=https://b.s3.amazonaws.com/a.jpg?x=1&amp;X-Amz-Signature=0f>",
        "https://b.oss-cn-hangzhou.aliyuncs.com/a.png?OSSAccessKeyId=LTAI&Expires=1764230400&Signature=zz%3D",
        "https://b.oss-cn-hangzhou.aliyuncs.com/a?x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-signature=0f",
        "https://b.cos.ap-guangzhou.myqcloud.com/a?q-sign-algorithm=sha1&q-ak=x&q-signature=0f",
        "https://b.obs.eu-de.otc.t-systems.com/a?AccessKeyId=k&Expires=1&Signature=zz",
        "https://b.tos-cn-beijing.volces.com/a?X-Tos-Algorithm=TOS4-HMAC-SHA256&X-Tos-Signature=0f",
        "https://storage.example/v1/AUTH_x/c/a?temp_url_sig=0f&temp_url_expires=1764230400",
        "https://firebasestorage.googleapis.com/v0/b/p.appspot.com/o/u%2Fk.png?alt=media&token=7c0b1f0e-1b8c-4f5e-8e0a-3c1c9a0f2a11",
        "https://p.supabase.co/storage/v1/object/sign/photos/u/a.png?token=eyJhbGciOi.x.y",
        "https://z.b-cdn.net/u/a?token=abcdef&expires=1764230400",
        "https://f002.backblazeb2.com/file/b/u/a.jpg?Authorization=3_20261128090000_a1b2c3d4e5f6",
        "https://www.dropbox.com/scl/fi/abc123/a.jpg?rlkey=abcdefghijklmnop&dl=0",
        "https://z.b-cdn.net/bcdn_token=abcdef&expires=1764230400&token_path=%2Fu%2F/u/a.m3u8",
        "https://cdn.discordapp.com/attachments/1/2/a.png?ex=65d903de&is=65c68ede&hm=2481f30d",
        "https://cdn.shop.example/u/a.png?token=0123456789abcdef0123&expires=1764230400",
        "https://cdn.shop.example/u/a.pdf?md5=0123456789abcdef0123&e=1764230400",
        "b.s3.amazonaws.com/a.jpg?X-Amz-Date=1&X-Amz-Signature=0f",
        "in minio.example/b/a.pdf?X-Amz-Signature=0f now"
      })
  void seesASignedLinkToStoredObjects(String text) {
    assertThat(Shapes.of("{\"v\":\"" + text + "\"}")).contains(LINK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void seesALinkThatIsBrokenInLinesOfAMail(String lineBreak) {
    for (String link : new String[] {"https://" + S3, S3, "The picture: https://" + S3}) {
      StringBuilder broken = new StringBuilder();
      for (int i = 0; i < link.length(); i += 76) {
        broken.append(i == 0 ? "" : lineBreak).append(link, i, Math.min(link.length(), i + 76));
      }
      assertThat(Shapes.ofText("Hello,\n" + broken + "\nBest regards")).contains(LINK);
    }
  }

  @Test
  void seesALinkInAParameter() {
    assertThat(
            Shapes.ofForm("u=https%3A%2F%2Fb.s3.amazonaws.com%2Fa.jpg%3FX-Amz-Signature%3D0f1e2d"))
        .contains(LINK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://b.s3.amazonaws.com/public/logo.png",
        "https://a.example/?signature=1&expires=2",
        "https://a.example/reset?signature=0123456789abcdef0123&expires=1764230400",
        "https://a.example/logo.png?v=0123456789abcdef0123",
        "https://a.example/logo.png?hash=0123456789abcdef0123",
        "https://a.example/app?token=7c0b1f0e-1b8c-4f5e-8e0a-3c1c9a0f2a11",
        "https://firebasestorage.googleapis.com/v0/b/p.appspot.com/o/public%2Flogo.png?alt=media",
        "https://p.supabase.co/storage/v1/object/public/site/logo.png?width=200",
        "docs say that X-Amz-Signature=… is appended to https://b.s3.amazonaws.com/a",
        "append ?X-Amz-Signature=… to the address",
        "which one?x-amz-signature=0f",
        "https://a.example/?sig=1&sv=2",
        "https://a.example/file/logo.png?authorization=basic",
        "https://www.dropbox.com/home?rlkey=abcdefghijklmnop",
        "https://www.a.example/shop?ex=1&is=2"
      })
  void takesNoOtherLinkForASignedOne(String text) {
    assertThat(Shapes.of("{\"v\":\"" + text + "\"}")).doesNotContain(LINK);
  }

  @Test
  void joinsNoLineThatEndsWithALinkToTheNext() {
    assertThat(Shapes.ofText("https://b.s3.amazonaws.com/a?x=1\nX-Amz-Signature=0f is missing"))
        .doesNotContain(LINK);
  }
}
