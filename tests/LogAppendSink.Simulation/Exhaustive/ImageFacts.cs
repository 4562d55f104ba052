namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>The properties of a store state that the rules use.</summary>
/// <param name="Places">Where each batch is, by its bit: the object's number in the order of keys, the key and the position.</param>
/// <param name="Present">The batches that are stored, by their bits.</param>
/// <param name="Doubled">A batch that is stored twice; null if no batch is.</param>
internal sealed record ImageFacts(IReadOnlyDictionary<int, (int Object, string Key, int Position)> Places, int Present, string? Doubled)
{
    internal static ImageFacts Of(StoreImage image)
    {
        var places = new Dictionary<int, (int Object, string Key, int Position)>();
        var (present, number, doubled) = (0, 0, (string?)null);
        foreach (var (key, found) in image.Objects)
        {
            for (var position = 0; position < found.Content.Length;)
            {
                if (Batch.Of(found.Content[position]) is not { } batch)
                {
                    position++;
                    continue;
                }

                var bit = Batch.BitOf(batch.Writer, batch.Number);
                if (!places.TryAdd(bit, (number, key, position)))
                    doubled = Batch.TextOf(batch.Writer, batch.Number);
                present |= bit;
                position += Batch.TextOf(batch.Writer, batch.Number).Length;
            }

            number++;
        }

        return new ImageFacts(places, present, doubled);
    }
}
