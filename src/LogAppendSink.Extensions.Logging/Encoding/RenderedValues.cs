using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using LogAppendSink.Clef;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// Writes values as formatted text for <c>@r</c>, as Serilog renders them into a message. Strings are quoted unless the format is <c>l</c>.
/// Once the record is over its limit, the writer throws, which ends the rendering.
/// </summary>
internal sealed class RenderedValues(ValueShapes shapes)
{
    internal void Write(object? value, CaptureHint hint, string? format, TextWriter output, ClefWriter clef)
    {
        if (hint == CaptureHint.Stringify)
            WriteText(value?.ToString(), format, output);
        else
            Write(value, destructures: hint == CaptureHint.Destructure, format, depth: 1, output, clef);
    }

    private void Write(object? value, bool destructures, string? format, int depth, TextWriter output, ClefWriter clef)
    {
        if (value is null or string)
        {
            WriteText((string?)value, format, output);
            return;
        }

        var shape = shapes.Of(value);
        switch (shape.Kind(destructures))
        {
            case ValueKind.Scalar:
                output.Write(
                    value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value.ToString());
                break;
            case ValueKind.Bytes:
                WriteText(Hexadecimal(ValueTexts.BytesOf(value)), format, output);
                break;
            case ValueKind.Sequence:
                WriteElements(((IEnumerable)value).Cast<object?>(), destructures, format, depth, output, clef);
                break;
            case ValueKind.Tuple:
                WriteElements(Fields((ITuple)value), destructures, format, depth, output, clef);
                break;
            case ValueKind.Dictionary:
                WriteDictionary((IDictionary)value, destructures, depth, output, clef);
                break;
            case ValueKind.Structure:
                WriteStructure(value, shape, depth, output, clef);
                break;
            default:
                if (destructures && value is MemberInfo)
                    output.Write(value.ToString());
                else
                    WriteText(ValueTexts.Of(value), format, output);
                break;
        }
    }

    private void WriteNested(object? value, bool destructures, string? format, int depth, TextWriter output, ClefWriter clef) =>
        Write(depth >= ClefValues.DepthLimit ? null : value, destructures, format, depth + 1, output, clef);

    private void WriteElements(
        IEnumerable<object?> elements, bool destructures, string? format, int depth, TextWriter output, ClefWriter clef)
    {
        output.Write('[');
        var delimiter = "";
        foreach (var element in elements)
        {
            output.Write(delimiter);
            delimiter = ", ";
            WriteNested(element, destructures, format, depth, output, clef);
        }

        output.Write(']');
    }

    private void WriteDictionary(IDictionary dictionary, bool destructures, int depth, TextWriter output, ClefWriter clef)
    {
        output.Write('[');
        var delimiter = "(";
        foreach (DictionaryEntry entry in dictionary)
        {
            if (depth >= ClefValues.DepthLimit)
                break;

            output.Write(delimiter);
            delimiter = ", (";
            WriteNested(entry.Key, destructures, format: null, depth, output, clef);
            output.Write(": ");
            WriteNested(entry.Value, destructures, format: null, depth, output, clef);
            output.Write(')');
        }

        output.Write(']');
    }

    private void WriteStructure(object value, ValueShape shape, int depth, TextWriter output, ClefWriter clef)
    {
        output.Write(shape.TypeTag is { } typeTag ? $"{typeTag} {{ " : "{ ");
        var delimiter = "";
        foreach (var member in shape.Members)
        {
            output.Write(delimiter);
            delimiter = ", ";
            output.Write(member.Name);
            output.Write(": ");
            WriteNested(MemberValue.Of(member, value, clef), destructures: true, format: null, depth, output, clef);
        }

        output.Write(" }");
    }

    private static void WriteText(string? text, string? format, TextWriter output)
    {
        if (text is null)
        {
            output.Write("null");
            return;
        }

        if (format == "l")
        {
            output.Write(text);
            return;
        }

        // Piece by piece, so that a huge text is not copied to quote it.
        output.Write('"');
        var rest = text.AsSpan();
        for (var quote = rest.IndexOf('"'); quote >= 0; quote = rest.IndexOf('"'))
        {
            output.Write(rest[..quote]);
            output.Write("\\\"");
            rest = rest[(quote + 1)..];
        }

        output.Write(rest);
        output.Write('"');
    }

    private static IEnumerable<object?> Fields(ITuple tuple) => Enumerable.Range(0, tuple.Length).Select(i => tuple[i]);

    /// <summary>Writes bytes as <see cref="ClefWriter.WriteBytes"/> does.</summary>
    private static string Hexadecimal(ReadOnlySpan<byte> bytes) => bytes.Length <= 1024
        ? Convert.ToHexString(bytes)
        : string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexString(bytes[..16])}... ({bytes.Length} bytes)");
}
