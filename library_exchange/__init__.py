"""书桥 · Книжный мост: libraries of China and Russia show, lend and exchange books."""
