using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.Directory;

namespace Scimify.Core.Persistence.Schema;

internal sealed class UndoneWriteConfiguration : IEntityTypeConfiguration<UndoneWrite>
{
    public void Configure(EntityTypeBuilder<UndoneWrite> builder)
    {
        builder.ToTable("undone_writes");
        builder.HasKey(w => new { w.Kind, w.RowKey, w.Generation });
        builder.HasIndex(w => w.At, "ix_undone_writes_age");
    }
}
