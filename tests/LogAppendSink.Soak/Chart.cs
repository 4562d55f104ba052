using System.Globalization;
using System.Text;

namespace LogAppendSink.Soak;

/// <summary>Line charts over the same time, one above the other, as SVG: seconds to the right, kills as dashed lines.</summary>
internal sealed class Chart(double seconds, IReadOnlyList<double> marks)
{
    private const int Left = 70;
    private const int Width = 900;
    private const int PanelHeight = 110;
    private const int PanelGap = 46;

    private static readonly string[] Colors = ["#15547a", "#d98200"];

    private readonly StringBuilder _panels = new();
    private int _count;

    /// <param name="title">What is drawn, with its unit.</param>
    /// <param name="lines">Each a name and its points: seconds, value.</param>
    internal void Add(string title, params (string Name, IReadOnlyList<(double Seconds, double Value)> Points)[] lines)
    {
        var top = 30 + _count++ * (PanelHeight + PanelGap);
        var most = Math.Max(1, lines.SelectMany(line => line.Points).Select(point => point.Value).DefaultIfEmpty().Max());
        double X(double at) => Left + at / seconds * Width;
        double Y(double value) => top + PanelHeight - value / most * PanelHeight;

        Line($"<text x=\"{Left}\" y=\"{top - 8}\" font-weight=\"bold\">{title}</text>");
        Line($"<text x=\"{Left - 6}\" y=\"{top + 10}\" text-anchor=\"end\">{most:#,0.##}</text><text x=\"{Left - 6}\" y=\"{top + PanelHeight}\" text-anchor=\"end\">0</text>");
        Line($"<rect x=\"{Left}\" y=\"{top}\" width=\"{Width}\" height=\"{PanelHeight}\" fill=\"#f6f8fa\" stroke=\"#d0d7de\"/>");
        foreach (var mark in marks)
            Line($"<line x1=\"{X(mark):0.0}\" x2=\"{X(mark):0.0}\" y1=\"{top}\" y2=\"{top + PanelHeight}\" stroke=\"#c33\" stroke-dasharray=\"2 3\" opacity=\"0.5\"/>");
        for (var index = 0; index < lines.Length; index++)
        {
            var path = string.Join(' ', lines[index].Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Seconds):0.0},{Y(point.Value):0.0}")));
            Line($"<polyline fill=\"none\" stroke=\"{Colors[index]}\" stroke-width=\"1.2\" points=\"{path}\"/>");
            Line($"<text x=\"{Left + Width - 130 * (lines.Length - index - 1)}\" y=\"{top - 8}\" text-anchor=\"end\" fill=\"{Colors[index]}\">{lines[index].Name}</text>");
        }

        Line($"<text x=\"{Left + Width}\" y=\"{top + PanelHeight + 14}\" text-anchor=\"end\">{seconds:0} s</text>");
    }

    public override string ToString()
    {
        var height = 30 + _count * (PanelHeight + PanelGap);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Left + Width + 20} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n{_panels}</svg>\n");
    }

    private void Line(FormattableString text) => _panels.Append(FormattableString.Invariant(text)).Append('\n');
}
