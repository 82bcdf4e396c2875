using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Scimify.Core.Persistence.Schema;

/// <summary>
/// Marks tables that are WITHOUT ROWID on SQLite: the primary key is the table's own B-tree, not an index beside it.
/// This pays off if the rows are short and the key has several columns. PostgreSQL ignores it.
/// </summary>
internal static class WithoutRowid
{
    /// <summary>Set on the entity, on its table in the relational model, and on the operation that creates the table.</summary>
    public const string Annotation = "Scimify:WithoutRowid";

    public static EntityTypeBuilder<T> HasNoRowid<T>(this EntityTypeBuilder<T> builder)
        where T : class => (EntityTypeBuilder<T>)builder.HasAnnotation(Annotation, true);
}
