using System.Collections;
using System.Reflection;

namespace Serilog.Sinks.OssAppend.Tests.Support;

/// <summary>
/// Finds what a logger holds: Serilog keeps its sinks private, and through appsettings the logger is all a test gets.
/// </summary>
internal static class ObjectGraph
{
    internal static T? Find<T>(object root)
        where T : class => FindAll<T>(root).FirstOrDefault();

    internal static IEnumerable<T> FindAll<T>(object root)
        where T : class
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var pending = new Queue<object>([root]);
        while (pending.TryDequeue(out var current))
        {
            if (!seen.Add(current))
                continue;
            if (current is T found)
                yield return found;

            foreach (var next in Neighbours(current))
                pending.Enqueue(next);
        }
    }

    private static IEnumerable<object> Neighbours(object current)
    {
        if (current is Array array && !current.GetType().GetElementType()!.IsPrimitive) // An array has an element type.
            return array.Cast<object?>().OfType<object>();

        if (current is IEnumerable and not ICollection
            || current.GetType().Namespace?.StartsWith("Serilog", StringComparison.Ordinal) != true)
        {
            return [];
        }

        return current.GetType()
            .GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .Where(field => !field.FieldType.IsPrimitive)
            .Select(field => field.GetValue(current))
            .OfType<object>();
    }
}
