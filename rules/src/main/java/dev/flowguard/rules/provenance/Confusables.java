package dev.flowguard.rules.provenance;

/**
 * Letters of other scripts that look like a Latin letter or digit, so that a text in which some
 * were exchanged is still the same text.
 *
 * <p>The table has the case-folded letters of the Latin, Greek, Cyrillic, Armenian, Cherokee,
 * Coptic and Lisu scripts whose skeleton, or that of their capital, is one letter or digit of
 * ASCII.
 *
 * @see <a href="https://www.unicode.org/Public/security/latest/confusables.txt">confusables.txt,
 *     Unicode Technical Standard 39, section 4</a>
 */
final class Confusables {
  /** Pairs of a letter and what it looks like. A test derives it again from the Unicode data. */
  static final String PAIRS =
      "ðdøođdħhłlŧtƀbƃbƅbƈcƌdƍgƒfƙkƚlƞnƥpƨ2ƭtƴyƶzƻ2ƽsǀlǥgȝ3ȣ8ȥzȼcɇeɉjɍr"
          + "ɏyɑaɓbɖdɗdɜ3ɠgɡgɣyɦhɨiɩiɪiɫlɭlɯwɲnɳnɵoɼrɽrʀrʂsʈtʉuʋuʏyʐzʒ3ʝjʠqαa"
          + "βbγyεeζzηnθoιiκkμmνvοoρpσoτtυuχxϝfϩ2ϳjϻmаaб6вbгrеeз3кkмmнhоoрpсc"
          + "тtуyхxьbѕsіiјjћhѡwѣbѳoѵvѽwҍbґrғrҙ3қkҟkңhҫcҭtүyұyҳxһhҽeҿeӈhӊhӎmӏi"
          + "ӡ3өoԁdԍgԛqԝwաwգqզqհhոnռnսuտsցgքfօoᏺhᏻgᏼbᴄcᴏoᴑoᴜuᴠvᴡwᴢzᴦrᵮfᵰnᵲrᵴs"
          + "ᵵtᵶzᵻiᵼiᵽpᵾuᶃgᶌyẝfỿyⱦtⱨhⱪkⲅrⲏhⲓlⲕkⲙmⲛnⲟoⲣpⲥcⲧtⲩyⲭxⳋ9ⳍ3ⳑlⳓ6ꓐbꓑpꓒd"
          + "ꓓdꓔtꓖgꓗkꓙjꓚcꓜzꓝfꓟmꓠnꓡlꓢsꓣrꓦvꓧhꓪwꓫxꓬyꓮaꓰeꓲlꓳoꓴuꙅ2ꙇiꚕhꜱsꝁkꝋoꝛ2ꝡwꝫ3"
          + "ꝯ9ꞙfꞟuꞵbꬲeꬵfꬽoꬾoꭇrꭈrꭎuꭒuꭓxꭚyꭰdꭱrꭲtꭴoꭵiꭹyꭺaꭻjꭼeꮁrꮃwꮇmꮋhꮍyꮎoꮐgꮒhꮓz"
          + "ꮜuꮞ4ꮟbꮢrꮤwꮥsꮩvꮪsꮮlꮯcꮲpꮶkꮷdꮻoꮾ6";

  private static final char[][] PAGES = new char[256][];

  static {
    for (int i = 0; i < PAIRS.length(); i += 2) {
      char letter = PAIRS.charAt(i);
      char[] page = PAGES[letter >> 8];
      if (page == null) {
        page = new char[256];
        PAGES[letter >> 8] = page;
      }
      page[letter & 0xff] = PAIRS.charAt(i + 1);
    }
  }

  private Confusables() {}

  /** What a case-folded letter looks like, or the letter itself. */
  static int plain(int letter) {
    if (letter > Character.MAX_VALUE) {
      return letter;
    }
    char[] page = PAGES[letter >> 8];
    char plain = page == null ? 0 : page[letter & 0xff];
    return plain == 0 ? letter : plain;
  }
}
