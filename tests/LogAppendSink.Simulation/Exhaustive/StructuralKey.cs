using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>
/// The whole state of some objects as text, by all their fields: so that the state that a class gets tomorrow counts too. Two writers with
/// one key behave alike from then on. Readings of the registry's clock count by their order alone.
/// </summary>
internal static partial class StructuralKey
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> FieldsByType = new();

    /// <param name="root">The object.</param>
    /// <param name="isOutside">The objects that have no state of their own, or whose state is followed elsewhere.</param>
    internal static string Of(object root, Func<object, bool> isOutside)
    {
        var text = new StringBuilder();
        Write(text, root, isOutside, new Dictionary<object, int>(ReferenceEqualityComparer.Instance));
        return WithRanks(text.ToString());
    }

    private static string WithRanks(string text)
    {
        var ranks = ReadingPattern().Matches(text).Select(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct().Order().ToList();
        return ranks.Count == 0 ? text : ReadingPattern().Replace(text, match => $"T{ranks.IndexOf(long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))};");
    }

    private static void Write(StringBuilder text, object? value, Func<object, bool> isOutside, Dictionary<object, int> seen)
    {
        switch (value)
        {
            case null:
                text.Append("-;");
                return;
            case string or Enum or DateTimeOffset or TimeSpan or UInt128 or decimal:
            case var primitive when primitive.GetType().IsPrimitive:
                text.Append(CultureInfo.InvariantCulture, $"{value};");
                return;
            case Task task:
                text.Append(task.IsCompleted ? "done;" : "open;");
                return;
            case Delegate or MemberInfo:
            case var outside when isOutside(outside):
                return;
        }

        if (!value.GetType().IsValueType)
        {
            if (seen.TryGetValue(value, out var number))
            {
                text.Append(CultureInfo.InvariantCulture, $"#{number};");
                return;
            }

            seen.Add(value, seen.Count);
        }

        text.Append('(');
        if (value is IEnumerable items)
        {
            foreach (var item in items)
                Write(text, item, isOutside, seen);
        }
        else
        {
            text.Append(value.GetType().Name).Append(':');
            foreach (var field in FieldsByType.GetOrAdd(value.GetType(), FieldsOf))
            {
                if (field.FieldType == typeof(long) && IsReading(field.Name))
                    text.Append(CultureInfo.InvariantCulture, $"@{field.GetValue(value)};");
                else
                    Write(text, field.GetValue(value), isOutside, seen);
            }
        }

        text.Append(')');
    }

    private static FieldInfo[] FieldsOf(Type type)
    {
        var fields = new List<FieldInfo>();
        for (var each = type; each is not null && each != typeof(object); each = each.BaseType)
            fields.AddRange(each.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));
        return [.. fields.Where(field => field.FieldType != typeof(long) || !IsUncompared(field))];
    }

    /// <summary>The values that the registry compares with each other.</summary>
    private static bool IsReading(string name) => name.Contains("ChangedAt", StringComparison.Ordinal) || name is "_knownAsOf" or "_forgottenThrough";

    /// <summary>The values that only decide which of thousands of objects is forgotten.</summary>
    private static bool IsUncompared(FieldInfo field) =>
        field.Name.Contains("UsedAt", StringComparison.Ordinal) || field.Name.Contains("Clock", StringComparison.Ordinal) || field.DeclaringType is { Name: "KeyValuePair`2" };

    [GeneratedRegex("@([0-9]+);")]
    private static partial Regex ReadingPattern();
}
