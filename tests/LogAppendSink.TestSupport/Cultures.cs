using System.Globalization;

namespace LogAppendSink.TestSupport;

/// <summary>Runs code in another culture.</summary>
public static class Cultures
{
    /// <summary>
    /// Cultures with a decimal comma, a minus other than U+002D, another calendar, or a dotted capital <c>i</c>. One is created in code,
    /// for machines without culture data.
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
            return ByHand(); // This machine has no culture data.
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
