using System.Globalization;

namespace LogAppendSink.TestSupport;

/// <summary>Runs something in another culture.</summary>
public static class Cultures
{
    /// <summary>
    /// Where decimals have a comma, minus is not U+002D, years are counted in another way, and an <c>i</c> has a dot; and one made by hand, for a
    /// machine that has no data of cultures.
    /// </summary>
    public static readonly string[] Names = ["de-DE", "th-TH", "fa-IR", "tr-TR", "made by hand"];

    public static T In<T>(string name, Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = Of(name);
        try
        {
            return work();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static CultureInfo Of(string name)
    {
        try
        {
            return name == "made by hand" ? ByHand() : CultureInfo.GetCultureInfo(name);
        }
        catch (CultureNotFoundException)
        {
            return ByHand(); // Globalization is invariant here.
        }
    }

    private static CultureInfo ByHand()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = "٫";
        culture.NumberFormat.NegativeSign = "−";
        culture.DateTimeFormat.DateSeparator = "~";
        culture.DateTimeFormat.TimeSeparator = ".";
        culture.DateTimeFormat.ShortDatePattern = "yyyy~dd~MM";
        culture.DateTimeFormat.LongTimePattern = "HH.mm.ss";
        return culture;
    }
}
