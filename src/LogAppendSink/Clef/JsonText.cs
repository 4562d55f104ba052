using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LogAppendSink.Clef;

/// <summary>
/// Writes the content of a JSON string, escaped like Serilog's <c>JsonValueFormatter.WriteQuotedJsonString</c>: <c>\" \\ \n \r \f \t</c>,
/// other control characters as <c>\u001F</c>, and nothing else.
/// </summary>
internal static class JsonText
{
    internal static void Append(RecordBuffer buffer, ReadOnlySpan<char> text)
    {
        text = buffer.Clip(text);
        while (true)
        {
            var plain = CopyPlain(text, buffer.Room(text.Length));
            buffer.Advance(plain);
            if (plain == text.Length)
                return;

            text = text[plain..];
            if (char.IsAscii(text[0]))
            {
                AppendEscape(buffer, text[0]);
                text = text[1..];
            }
            else
            {
                // Continue to the next ASCII character, so that surrogate pairs stay together.
                var length = 1;
                while (length < text.Length && !char.IsAscii(text[length]))
                    length++;
                buffer.Append(text[..length]);
                text = text[length..];
            }

            if (text.IsEmpty)
                return;
        }
    }

    /// <summary>Copies the leading characters that are ASCII and need no escape, usually all of them, in one pass.</summary>
    /// <returns>The number of characters copied.</returns>
    internal static int CopyPlain(ReadOnlySpan<char> text, Span<byte> destination)
    {
        Debug.Assert(destination.Length >= text.Length, "There is room for all.");
        ref var source = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        ref var target = ref MemoryMarshal.GetReference(destination);
        var length = (nuint)text.Length;
        nuint at = 0;

        if (Vector128.IsHardwareAccelerated)
        {
            var width = (nuint)Vector128<ushort>.Count;
            for (; at + (2 * width) <= length; at += 2 * width)
            {
                var (first, second) = (Vector128.LoadUnsafe(ref source, at), Vector128.LoadUnsafe(ref source, at + width));
                if ((IsNotPlain(first) | IsNotPlain(second)) != Vector128<short>.Zero)
                    break;
                Vector128.Narrow(first, second).StoreUnsafe(ref target, at);
            }

            for (; at + width <= length; at += width)
            {
                var eight = Vector128.LoadUnsafe(ref source, at);
                if (IsNotPlain(eight) != Vector128<short>.Zero)
                    break;
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, at), Vector128.Narrow(eight, eight).AsUInt64().ToScalar());
            }
        }

        for (; at < length; at++)
        {
            var character = Unsafe.Add(ref source, at);
            if (character is < ' ' or > '\u007F' or '"' or '\\')
                break;
            Unsafe.Add(ref target, at) = (byte)character;
        }

        return (int)at;
    }

    /// <summary>Returns all ones for each character below U+0020, above U+007F, or equal to a quote or backslash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> IsNotPlain(Vector128<ushort> characters)
    {
        // SIMD comparisons are signed: after a shift that maps U+0020 to the minimum, one comparison checks both bounds.
        var moved = (characters + Vector128.Create(unchecked((ushort)(short.MinValue - ' ')))).AsInt16();
        return Vector128.GreaterThan(moved, Vector128.Create((short)(short.MinValue + 0x7F - ' ')))
            | Vector128.Equals(characters, Vector128.Create((ushort)'"')).AsInt16()
            | Vector128.Equals(characters, Vector128.Create((ushort)'\\')).AsInt16();
    }

    private static void AppendEscape(RecordBuffer buffer, char character)
    {
        switch (character)
        {
            case '"':
                buffer.Append("\\\""u8);
                break;
            case '\\':
                buffer.Append("\\\\"u8);
                break;
            case '\n':
                buffer.Append("\\n"u8);
                break;
            case '\r':
                buffer.Append("\\r"u8);
                break;
            case '\f':
                buffer.Append("\\f"u8);
                break;
            case '\t':
                buffer.Append("\\t"u8);
                break;
            default: // Below U+0020, so two hexadecimal digits are enough.
                buffer.Append("\\u00"u8);
                buffer.Append("0123456789ABCDEF"u8[character >> 4]);
                buffer.Append("0123456789ABCDEF"u8[character & 0xF]);
                break;
        }
    }
}
